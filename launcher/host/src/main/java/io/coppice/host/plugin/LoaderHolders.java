package io.coppice.host.plugin;

import io.vertx.core.Vertx;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what keeps a class loader in memory, as far as that can be seen from inside. */
final class LoaderHolders {

    /** What cannot be looked into without this option of the JVM. */
    private static final String OPENED = "--add-opens java.base/java.lang=ALL-UNNAMED";

    private final Vertx vertx;

    LoaderHolders(Vertx vertx) {
        this.vertx = vertx;
    }

    /** A line for each that was found; never none. */
    List<String> of(ClassLoader loader) {
        List<String> found = new ArrayList<>();
        boolean sawAll = true;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            sawAll &= look(thread, loader, found);
        }
        sawAll &= lookAtHooks(loader, found);
        new ObjectGraph(loader).pathFrom("vertx", vertx).ifPresent(path -> found.add("Vert.x: " + path));
        if (found.isEmpty()) {
            found.add("nothing that can be seen: it may be collected yet, or a static field of a shared class has it");
        }
        if (!sawAll) {
            found.add("thread locals and shutdown hooks were not looked into, which needs " + OPENED);
        }
        return found;
    }

    /** False where not all of it could be seen. */
    private static boolean look(Thread thread, ClassLoader loader, List<String> found) {
        String name = "the thread \"" + thread.getName() + "\"";
        if (thread.getContextClassLoader() == loader) {
            found.add(name + " has it as its context class loader");
        } else if (thread.getClass().getClassLoader() == loader) {
            found.add(name + " is of its class " + thread.getClass().getName());
        } else {
            for (StackTraceElement frame : thread.getStackTrace()) {
                if (loader.getName() != null && loader.getName().equals(frame.getClassLoaderName())) {
                    found.add(name + " is in its code, " + frame.getClassName() + "." + frame.getMethodName());
                    break;
                }
            }
        }
        boolean sawOwn = lookAtLocals(thread, name, loader, found, "threadLocals");
        boolean sawInherited = lookAtLocals(thread, name, loader, found, "inheritableThreadLocals");
        return sawOwn && sawInherited;
    }

    private static boolean lookAtLocals(
            Thread thread, String name, ClassLoader loader, List<String> found, String field) {
        try {
            Object map = value(Thread.class, thread, field);
            Object[] table = map == null ? null : (Object[]) value(map.getClass(), map, "table");
            if (table != null) {
                for (Object entry : table) {
                    Object local = entry == null ? null : value(entry.getClass(), entry, "value");
                    if (local != null
                            && new ObjectGraph(loader).pathFrom("value", local).isPresent()) {
                        found.add("a thread local of " + name + ", a "
                                + local.getClass().getName());
                    }
                }
            }
            return true;
        } catch (ReflectiveOperationException | RuntimeException closed) {
            return false;
        }
    }

    private static boolean lookAtHooks(ClassLoader loader, List<String> found) {
        try {
            Object hooks = value(Class.forName("java.lang.ApplicationShutdownHooks"), null, "hooks");
            if (hooks instanceof Map<?, ?> map) {
                map.keySet().forEach(hook -> {
                    if (hook.getClass().getClassLoader() == loader
                            || ((Thread) hook).getContextClassLoader() == loader) {
                        found.add("a shutdown hook, \"" + ((Thread) hook).getName() + "\"");
                    }
                });
            }
            return true;
        } catch (ReflectiveOperationException | RuntimeException closed) {
            return false;
        }
    }

    private static @Nullable Object value(Class<?> type, @Nullable Object of, String name)
            throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
