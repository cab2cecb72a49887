/**
 * How the events of a node's buckets get to subscribers on other nodes.
 *
 * <p>Each node asks each other for what is subscribed to on it ({@link io.coppice.kv.news.Feed}), and tells each what that one has
 * asked for ({@link io.coppice.kv.news.Reporter}); {@link io.coppice.kv.news.News} is both sides of one node.
 */
@NullMarked
package io.coppice.kv.news;

import org.jspecify.annotations.NullMarked;
