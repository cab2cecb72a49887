/** What the cluster's event bus does without Coppice. */
@NullMarked
package io.coppice.bench.cluster;

import org.jspecify.annotations.NullMarked;
