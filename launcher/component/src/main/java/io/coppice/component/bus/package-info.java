/** How the parts of a component talk to each other: requests with a time limit, and failures with a code. */
@NullMarked
package io.coppice.component.bus;

import org.jspecify.annotations.NullMarked;
