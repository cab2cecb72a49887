/**
 * The bridges: how programs outside of the node use its event bus, as far as its configuration lets them.
 *
 * <p>A {@link io.coppice.host.bridge.BridgeClient} is one of them, whatever carries its frames: TCP or SockJS. They are JSON
 * objects of the types that Vert.x's own bridges have.
 */
@NullMarked
package io.coppice.host.bridge;

import org.jspecify.annotations.NullMarked;
