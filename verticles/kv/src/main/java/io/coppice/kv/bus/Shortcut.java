package io.coppice.kv.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The way to the registry of this node without a message, which would wake its thread and then the asking one.
 *
 * <p>It belongs to no verticle, as who asks goes on while the registry is started again. Where it is closed, the way is that of
 * messages.
 */
public final class Shortcut implements Shareable {

    /** The registry, for who asks it from an event loop. */
    public interface Maker {

        /** Whether it is up, and takes what it is asked. */
        boolean isUp();

        /** As its {@code create}, its answer too, on the caller's context; with the bucket's verticle on the caller's event loop. */
        Future<?> create(String name);
    }

    private static final String KEY = "coppice.kv.shortcut";

    private final AtomicReference<@Nullable Maker> maker = new AtomicReference<>();

    private Shortcut() {}

    /** The one of this Vert.x. */
    public static Shortcut of(Vertx vertx) {
        LocalMap<String, Shortcut> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new Shortcut());
    }

    /** It leads to this one from now on, while that is up. */
    public void open(Maker next) {
        maker.set(next);
    }

    /** Unless it leads to another by now. */
    public void close(Maker last) {
        maker.compareAndSet(last, null);
    }

    /** Null where it is closed. */
    @Nullable
    Maker maker() {
        Maker here = maker.get();
        return here != null && here.isUp() ? here : null;
    }
}
