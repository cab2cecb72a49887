/**
 * The configuration of a node: one JSON file, checked whole before anything starts.
 *
 * <p>{@link io.coppice.host.config.ConfigLoader} reads the file, applies the overrides and the environment, and either
 * yields an immutable {@link io.coppice.host.config.HostConfig} or every {@link io.coppice.host.config.Fault} of the file
 * at once. The shape is written down a second time, for editors, in {@code host.schema.json}; a test compares the two.
 */
@NullMarked
package io.coppice.host.config;

import org.jspecify.annotations.NullMarked;
