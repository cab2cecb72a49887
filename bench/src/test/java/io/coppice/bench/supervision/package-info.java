@NullMarked
package io.coppice.bench.supervision;

import org.jspecify.annotations.NullMarked;
