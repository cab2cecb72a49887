package io.coppice.supervision.spec;

/**
 * The event-bus message that a child was handling when it crashed (S16).
 *
 * @param address where it was sent to
 * @param body its beginning, as text, without what is known to be secret; it may hold what is nobody else's business all the
 *     same
 */
public record HandledMessage(String address, String body) {}
