package io.coppice.language;

import io.vertx.core.Deployable;
import io.vertx.core.ThreadingModel;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One way to write verticles: finds and makes what is written behind its prefix in a {@code start}. */
public interface Language extends AutoCloseable {

    /** What the prefix before the colon is: {@code java}. */
    String prefix();

    /** Why this name cannot be started; empty when it can. */
    Optional<Problem> check(String name, @Nullable String plugin);

    /** Finds what has this name; to be called only where {@link #check} finds no problem. */
    Program find(String name, @Nullable String plugin);

    /** Lets go of what it keeps for all of its programs; for when none of them runs any more. */
    @Override
    default void close() {}

    /**
     * Why something cannot be started.
     *
     * @param key the key of the child that is to blame: {@code start} or {@code plugin}
     * @param message what is wrong
     * @param suggestion what would be right; may be empty
     */
    record Problem(String key, String message, String suggestion) {}

    /**
     * Something that can be started.
     *
     * @param factory makes a verticle of it
     * @param classLoader the context class loader of its code
     * @param threading what runs it; empty where its child may choose
     */
    record Program(
            Callable<? extends Deployable> factory, ClassLoader classLoader, Optional<ThreadingModel> threading) {

        /** One that its child runs on what it likes. */
        public Program(Callable<? extends Deployable> factory, ClassLoader classLoader) {
            this(factory, classLoader, Optional.empty());
        }
    }
}
