/**
 * Registries, event managers and monitors over the event bus, as JSON, for plugins in any language.
 *
 * <p>Each is a verticle for the tree of a node, and a service for what a Java program has already. Addresses are those of
 * one node.
 */
@NullMarked
package io.coppice.supervision.bus;

import org.jspecify.annotations.NullMarked;
