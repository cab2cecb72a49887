package io.coppice.host.plugin;

import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The way from one object to the classes of a class loader, along fields and through collections. */
final class ObjectGraph {

    /** A search that sees so many objects has seen enough. */
    private static final int MOST_OBJECTS = 500_000;

    private static final int MOST_ELEMENTS = 10_000;

    private final ClassLoader wanted;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Step> next = new ArrayDeque<>();

    ObjectGraph(ClassLoader wanted) {
        this.wanted = wanted;
    }

    /** An object, and how it was come to. */
    private record Step(
            Object object, String name, @Nullable Step before) {
        String path() {
            List<String> names = new ArrayList<>();
            for (Step step = this; step != null; step = step.before) {
                names.add(0, step.name);
            }
            return String.join("", names) + ", a " + object.getClass().getName();
        }
    }

    /** The shortest one; empty where there is none that can be seen. */
    Optional<String> pathFrom(String name, Object root) {
        add(root, name, null);
        while (!next.isEmpty() && seen.size() < MOST_OBJECTS) {
            Step step = next.remove();
            if (isWanted(step.object())) {
                return Optional.of(step.path());
            }
            follow(step);
        }
        return Optional.empty();
    }

    private boolean isWanted(Object object) {
        return object == wanted
                || object.getClass().getClassLoader() == wanted
                || (object instanceof Class<?> type && type.getClassLoader() == wanted);
    }

    private void add(@Nullable Object object, String name, @Nullable Step before) {
        if (object != null && !(object instanceof Reference) && !(object instanceof Thread) && seen.add(object)) {
            next.add(new Step(object, name, before));
        }
    }

    private void follow(Step step) {
        Object object = step.object();
        if (object instanceof Map<?, ?> map) {
            each(List.copyOf(nonNull(map.keySet())), "key", step);
            each(nonNull(map.values()), "value", step);
        } else if (object instanceof Iterable<?> elements && isOfJava(object.getClass())) {
            each(nonNull(elements), "", step);
        } else if (object instanceof AtomicReference<?> reference) {
            add(reference.get(), ".get()", step);
        } else if (object instanceof Object[] array) {
            for (int i = 0; i < Math.min(Array.getLength(array), MOST_ELEMENTS); i++) {
                add(array[i], "[" + i + "]", step);
            }
        } else if (!(object instanceof String) && !(object instanceof Class)) {
            fields(step);
        }
    }

    private static List<Object> nonNull(Iterable<?> elements) {
        List<Object> list = new ArrayList<>();
        for (Object element : elements) {
            if (element != null && list.size() < MOST_ELEMENTS) {
                list.add(element);
            }
        }
        return list;
    }

    private void each(List<Object> elements, String what, Step step) {
        elements.forEach(element -> add(element, "[" + what + "]", step));
    }

    private static boolean isOfJava(Class<?> type) {
        return type.getName().startsWith("java.");
    }

    private void fields(Step step) {
        for (Class<?> type = step.object().getClass(); type != null && !isOfJava(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
                    try {
                        field.setAccessible(true);
                        add(field.get(step.object()), "." + field.getName(), step);
                    } catch (IllegalAccessException | InaccessibleObjectException closed) {
                        // The JDK does not let anybody look there.
                    }
                }
            }
        }
    }
}
