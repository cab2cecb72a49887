package io.coppice.host.plugin;

import io.coppice.host.config.StartCheck.Problem;
import io.vertx.core.Deployable;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One way to write verticles: finds and makes what is written behind its prefix in a {@code start}. */
public interface Language {

    /** What the prefix before the colon is: {@code java}. */
    String prefix();

    /** Why this name cannot be started; empty when it can. */
    Optional<Problem> check(String name, @Nullable String plugin);

    /** Finds what has this name; to be called only where {@link #check} finds no problem. */
    Program find(String name, @Nullable String plugin);

    /**
     * Something that can be started.
     *
     * @param factory makes a verticle of it
     * @param classLoader the context class loader of its code
     */
    record Program(Callable<? extends Deployable> factory, ClassLoader classLoader) {}
}
