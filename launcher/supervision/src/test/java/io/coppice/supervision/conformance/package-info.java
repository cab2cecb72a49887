/**
 * The cases of other projects' suites, restated: each test bears the name of its case, and {@code docs/conformance.md} lists
 * them all.
 */
@NullMarked
package io.coppice.supervision.conformance;

import org.jspecify.annotations.NullMarked;
