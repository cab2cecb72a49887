/**
 * The node's HTTP interface for people and tools, on loopback.
 *
 * <p>{@link io.coppice.host.observer.Observer} is the server with what holds for every request: the allowed
 * {@code Host}s, security headers, limits and JSON errors. Each group of routes is a class of its own.
 */
@NullMarked
package io.coppice.host.observer;

import org.jspecify.annotations.NullMarked;
