/**
 * The transport of a node's main Vert.x: the system's native one, or io_uring where the configuration asks for it.
 *
 * <pre>{@code
 * Transport transport = NodeTransport.of(config.transport());
 * }</pre>
 *
 * <p>Where io_uring is asked for and cannot be had, the node runs on the native transport and logs why, once. Unless it is asked for,
 * none of its classes is loaded.
 */
@NullMarked
package io.coppice.host.transport;

import org.jspecify.annotations.NullMarked;
