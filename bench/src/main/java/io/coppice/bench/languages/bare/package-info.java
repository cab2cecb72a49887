/** Echoes with nothing around them, which the children in each language are compared with. */
@NullMarked
package io.coppice.bench.languages.bare;

import org.jspecify.annotations.NullMarked;
