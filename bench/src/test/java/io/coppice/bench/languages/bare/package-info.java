@NullMarked
package io.coppice.bench.languages.bare;

import org.jspecify.annotations.NullMarked;
