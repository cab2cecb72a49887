/** Peer programs for the tests of components. */
@NullMarked
package io.coppice.test;

import org.jspecify.annotations.NullMarked;
