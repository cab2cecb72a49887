/** What children in each language cost: an echo, as the host runs it. */
@NullMarked
package io.coppice.bench.languages;

import org.jspecify.annotations.NullMarked;
