package io.coppice.language.groovy;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** The node's log, as a script has it. */
@FunctionalInterface
public interface ScriptLog {

    void write(Level level, @Nullable Object text);

    default void debug(@Nullable Object text) {
        write(Level.DEBUG, text);
    }

    default void info(@Nullable Object text) {
        write(Level.INFO, text);
    }

    default void warn(@Nullable Object text) {
        write(Level.WARNING, text);
    }

    default void error(@Nullable Object text) {
        write(Level.ERROR, text);
    }
}
