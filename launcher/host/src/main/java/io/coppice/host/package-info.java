/**
 * A node: its place in a cluster, Vert.x, the observer, and the supervision tree with its plugins, started and stopped in order.
 *
 * <pre>{@code
 * HostConfig config = ConfigLoader.load(ConfigRequest.of(file), folder -> Languages.of(PluginCatalog.scan(List.of(folder))));
 * Host.start(config, (name, host, port) -> {}).onSuccess(node -> ...);
 * }</pre>
 *
 * <p>The start stops again what was up when a part fails, and the failure names that part. {@code stop} goes in reverse
 * order: the tree, Vert.x, the place in the cluster, the plugins' class loaders, the observer; all of it within the configuration's
 * {@code stop_timeout}.
 */
@NullMarked
package io.coppice.host;

import org.jspecify.annotations.NullMarked;
