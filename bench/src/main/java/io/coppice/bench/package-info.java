/** Peers to measure against, and the load that no common tool makes. */
@NullMarked
package io.coppice.bench;

import org.jspecify.annotations.NullMarked;
