/** What a session is and what may happen in it: values and decisions, without I/O and without a clock. */
@NullMarked
package io.coppice.shopping.session;

import org.jspecify.annotations.NullMarked;
