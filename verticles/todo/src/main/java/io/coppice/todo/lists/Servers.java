package io.coppice.todo.lists;

import io.coppice.supervision.Child;
import io.coppice.supervision.Registry;
import io.coppice.todo.entries.ListName;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import org.jspecify.annotations.Nullable;

/** Which lists have a server: the table of the {@link ProcessRegistry}, one at a time in a Vert.x. */
final class Servers implements Shareable {

    private static final String MAP = "coppice.todo";
    private static final String KEY = "servers";

    private final Registry<String, Boolean> registry;

    private Servers(Vertx vertx) {
        this.registry = Registry.ofUniqueKeys(vertx);
    }

    /** Makes an empty table, in the place of any other, until its owner ends. */
    static Servers make(Vertx vertx, Child owner) {
        Servers made = new Servers(vertx);
        LocalMap<String, Object> map = vertx.sharedData().getLocalMap(MAP);
        map.put(KEY, made);
        owner.ended().onComplete(reason -> map.removeIfPresent(KEY, made));
        return made;
    }

    /** The table of this Vert.x; null while the registry is being restarted. */
    static @Nullable Servers of(Vertx vertx) {
        // After the plugin was loaded anew, what an older class loader left is of another class.
        return vertx.sharedData().<String, Object>getLocalMap(MAP).get(KEY) instanceof Servers servers ? servers : null;
    }

    /** The server of a list; null where there is none. A concurrent table is read, and no garbage made. */
    @Nullable
    Child find(ListName list) {
        return registry.whereis(list.value());
    }

    /**
     * Registers a server until it ends.
     *
     * @throws IllegalStateException if the list has another
     */
    void register(ListName list, Child server) {
        registry.register(list.value(), true, server).ifPresent(other -> {
            throw new IllegalStateException("the list " + list + " has a server already: " + other.path());
        });
    }

    long count() {
        return registry.count();
    }
}
