/** What the tests of several components need. */
@NullMarked
package io.coppice.test;

import org.jspecify.annotations.NullMarked;
