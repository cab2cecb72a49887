/** Questions and answers, and what is remembered of both and of backends: values and decisions, without I/O and without a clock. */
@NullMarked
package io.coppice.infosys.question;

import org.jspecify.annotations.NullMarked;
