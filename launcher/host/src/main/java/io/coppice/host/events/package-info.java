/**
 * What happened on this node, kept for a while for those who follow it from outside.
 *
 * <p>{@link io.coppice.host.events.EventSources} hears of it, {@link io.coppice.host.events.EventLog} keeps the last of it,
 * and an {@link io.coppice.host.events.EventCursor} is how far one follower has read.
 */
@NullMarked
package io.coppice.host.events;

import org.jspecify.annotations.NullMarked;
