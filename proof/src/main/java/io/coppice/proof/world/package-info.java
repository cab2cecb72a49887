/** Real nodes, as processes of the packaged distribution, each in a network namespace of its own where there can be such. */
@NullMarked
package io.coppice.proof.world;

import org.jspecify.annotations.NullMarked;
