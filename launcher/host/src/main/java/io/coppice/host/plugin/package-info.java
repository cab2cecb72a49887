/**
 * Plugin jars: what is in them, and the class loaders that keep them apart.
 *
 * <p>{@link io.coppice.host.plugin.PluginCatalog} lists the jars of the folders, {@link io.coppice.host.plugin.Languages}
 * finds what a child's {@code start} names, and {@link io.coppice.host.plugin.PluginClassLoader} decides which classes a
 * plugin shares with the host: the JDK, Vert.x, Netty, SLF4J, Jackson, the supervision library, what components are built with,
 * and SQLite. Everything else is its own, and nothing of the host can be seen. Other languages than Java are packs of the
 * installation, which {@link io.coppice.host.plugin.LanguagePacks} opens when they are needed.
 */
@NullMarked
package io.coppice.host.plugin;

import org.jspecify.annotations.NullMarked;
