/** What supervision costs: each figure by a program of its own, with the same work for the peers. */
@NullMarked
package io.coppice.bench.supervision;

import org.jspecify.annotations.NullMarked;
