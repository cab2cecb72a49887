/**
 * What the components are built with, shared by all of them like the supervision library: none imports another.
 *
 * <ul>
 *   <li>{@code config}: a child's configuration, read with checks.
 *   <li>{@code bus}: requests with a time limit between parts, and failures with a code.
 *   <li>{@code database}: a writer that commits in groups, a pool of readers, and SQLite's connections under both.
 *   <li>{@code web}: a web server on loopback.
 * </ul>
 */
@NullMarked
package io.coppice.component;

import org.jspecify.annotations.NullMarked;
