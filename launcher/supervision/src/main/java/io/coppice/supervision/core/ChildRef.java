package io.coppice.supervision.core;

/**
 * One incarnation of one child.
 *
 * <p>Each start makes a new number, so that news of an earlier incarnation, which may arrive at any time, is known to be
 * old and dropped.
 *
 * @param id the child's id within its supervisor, with {@code #n} for one of several instances
 * @param incarnation counts the starts of all children of the supervisor
 */
public record ChildRef(String id, long incarnation) {}
