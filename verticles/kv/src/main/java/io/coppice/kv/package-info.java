/**
 * A key-value store over TCP: the system of the Mix and OTP tutorial as verticles.
 *
 * <pre>
 * kv                  one_for_one
 * |- events           EventManager: create and exit events
 * |- buckets          dynamic: one temporary verticle a bucket
 * |- registry         Registry: names to buckets, in a table that anyone reads
 * |- router           Router: where buckets are; commands from the event bus and from other nodes
 * '- acceptor         Acceptor: the line protocol, one instance an event loop
 * </pre>
 *
 * <p>A client's read is parsed whole; each of its commands has a turn of its bucket, mostly at once and on the client's own
 * thread ({@link io.coppice.kv.store.Bucket}); all answers of the read go out in one write, in order
 * ({@link io.coppice.kv.tcp.Connection}). A bucket is created there as well, in a turn of the registry
 * ({@link io.coppice.kv.bus.Shortcut}).
 *
 * <p>What is for another node goes to the gateway of its router, a batch at a time, and its answers come back in their places
 * ({@link io.coppice.kv.route.Route}).
 *
 * <p>On the event bus of this node: {@code kv.router}, {@code kv.registry}, {@code kv.events} and
 * {@code kv.bucket.NAME} (escaped by {@link io.coppice.supervision.Names}), all with JSON objects that have an
 * {@code action}; failures have the codes of {@link io.coppice.kv.bus.BusServer}.
 */
@NullMarked
package io.coppice.kv;

import org.jspecify.annotations.NullMarked;
