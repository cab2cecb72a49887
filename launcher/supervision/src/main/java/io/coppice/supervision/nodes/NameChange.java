package io.coppice.supervision.nodes;

/**
 * What one node learned of a name.
 *
 * @param registered whether the child came, or went
 */
public record NameChange(boolean registered, String name, NamedChild child) {}
