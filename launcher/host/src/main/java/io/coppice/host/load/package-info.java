/** Load on the event bus of a node, made by the node itself, and how long the answers took. */
@NullMarked
package io.coppice.host.load;

import org.jspecify.annotations.NullMarked;
