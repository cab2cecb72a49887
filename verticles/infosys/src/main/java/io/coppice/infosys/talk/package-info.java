/** What is said in rooms, and who has seen what of it: values and decisions, without I/O and without a clock. */
@NullMarked
package io.coppice.infosys.talk;

import org.jspecify.annotations.NullMarked;
