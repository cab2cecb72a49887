/** What the tests of several packages use. */
@NullMarked
package io.coppice.component;

import org.jspecify.annotations.NullMarked;
