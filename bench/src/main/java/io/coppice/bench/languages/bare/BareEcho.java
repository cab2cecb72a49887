package io.coppice.bench.languages.bare;

import io.vertx.core.Context;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.util.List;

/**
 * An echo in one language as its runtime does it best, with nothing around it: no supervision, no grants, no watchdog, no bound.
 */
public abstract class BareEcho extends VerticleBase {

    /** Where it answers. */
    public static final String ADDRESS = "bare";

    /** The languages that {@link #of} knows. */
    public static final List<String> LANGUAGES = List.of("java", "groovy", "js", "objects", "wasm", "process");

    BareEcho() {}

    /**
     * One in this language.
     *
     * @param words its file, for a process the words of its command; none for Java
     * @throws IllegalArgumentException if the language is none of {@link #LANGUAGES}
     */
    public static BareEcho of(String language, List<String> words) {
        return switch (language) {
            case "java" -> new BareJava();
            case "groovy" -> new BareGroovy(Path.of(words.get(0)));
            case "js" -> new BareJs(Path.of(words.get(0)), BareJs.TextMessage::new);
            case "objects" -> new BareJs(Path.of(words.get(0)), BareJs.ObjectMessage::new);
            case "wasm" -> new BareWasm(Path.of(words.get(0)));
            case "process" -> new BareProcess(words);
            default -> throw new IllegalArgumentException("no bare echo in " + language + "; known: " + LANGUAGES);
        };
    }

    /** Where it runs. */
    public Context where() {
        return context;
    }
}
