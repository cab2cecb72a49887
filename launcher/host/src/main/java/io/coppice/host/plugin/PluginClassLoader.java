package io.coppice.host.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The class loader of one version of a plugin: the JDK first, then what is shared with the host, then what its sources
 * were compiled to and its jars, and nothing else.
 *
 * <p>A class that only the host has is not found, so that a plugin runs the same whatever the host happens to use inside.
 */
final class PluginClassLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader host;
    private final Map<String, byte[]> compiled;

    private PluginClassLoader(String name, URL[] jars, Map<String, byte[]> compiled, ClassLoader host) {
        // The parent is the JDK alone: what Java asks a parent for by itself can then never leak from the host.
        super("plugin " + name, jars, ClassLoader.getPlatformClassLoader());
        this.compiled = compiled;
        this.host = host;
    }

    static PluginClassLoader of(Plugin plugin) {
        URL[] jars = plugin.jars().stream().map(PluginClassLoader::url).toArray(URL[]::new);
        return new PluginClassLoader(
                plugin.id(), jars, plugin.sources().classes(), PluginClassLoader.class.getClassLoader());
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException("every file has a URL: " + file, impossible);
        }
    }

    /** Takes back the JDBC drivers that its classes have registered: the JDK would keep them, and so this loader. */
    void deregisterDrivers() throws IOException {
        String name = DriverCleanUp.class.getName();
        try (InputStream in = host.getResourceAsStream(name.replace('.', '/') + ".class")) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            Object cleanUp = defineClass(name, bytes, 0, bytes.length)
                    .getDeclaredConstructor()
                    .newInstance();
            ((Runnable) cleanUp).run();
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("it has a public constructor", impossible);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (SharedClasses.hasClass(name)) {
            Class<?> shared = ofHost(name);
            if (shared != null) {
                return shared;
            }
        }
        return super.loadClass(name, resolve);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = compiled.get(name);
        return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
    }

    private @Nullable Class<?> ofHost(String name) {
        try {
            return host.loadClass(name);
        } catch (ClassNotFoundException notShared) {
            // A part of Vert.x that the host does not have may be in the jar.
            return null;
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        URL own = super.getResource(name);
        return own == null && SharedClasses.hasResource(name) ? host.getResource(name) : own;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> found = new ArrayList<>(Collections.list(super.getResources(name)));
        if (SharedClasses.hasResource(name)) {
            found.addAll(Collections.list(host.getResources(name)));
        }
        return Collections.enumeration(found);
    }
}
