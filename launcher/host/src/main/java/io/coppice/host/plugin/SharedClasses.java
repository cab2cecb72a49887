package io.coppice.host.plugin;

import java.util.List;

/**
 * The classes and resources of the host that plugins share with it, besides the JDK.
 *
 * <p>They must be the same classes on both sides, as objects of them are handed over.
 */
final class SharedClasses {

    private static final List<String> PACKAGES = List.of(
            "io.vertx.",
            "io.netty.",
            "org.slf4j.",
            "com.fasterxml.jackson.",
            "io.coppice.supervision.",
            "io.coppice.component.",
            // Its native library may be in the process only once.
            "org.sqlite.");

    private static final List<String> RESOURCES = List.of(
            "io/vertx/", "META-INF/vertx/", "META-INF/services/io.vertx.", "META-INF/services/com.fasterxml.jackson.");

    private SharedClasses() {}

    static boolean hasClass(String name) {
        return PACKAGES.stream().anyMatch(name::startsWith);
    }

    static boolean hasResource(String name) {
        return RESOURCES.stream().anyMatch(name::startsWith);
    }
}
