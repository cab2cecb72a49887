/**
 * What a node is measured by, for Prometheus: its children, what happens to them, and its JVM.
 *
 * <p>Nothing of it is made before somebody asks for the first time, but that events are counted from the start on.
 */
@NullMarked
package io.coppice.host.metrics;

import org.jspecify.annotations.NullMarked;
