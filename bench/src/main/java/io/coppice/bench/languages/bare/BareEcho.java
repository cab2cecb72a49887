package io.coppice.bench.languages.bare;

import io.vertx.core.Context;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * An echo in one language as its runtime does it best, with nothing around it: no supervision, no grants, no watchdog, no bound.
 */
public abstract class BareEcho extends VerticleBase {

    /** Where it answers. */
    public static final String ADDRESS = "bare";

    /** The languages that {@link #in} knows. */
    public static final List<String> LANGUAGES = List.of("java", "groovy", "js", "objects", "wasm", "process");

    BareEcho() {}

    /**
     * Those in this language, which share what their runtime lets them share.
     *
     * @param words their file, for a process the words of its command; none for Java
     * @throws IllegalArgumentException if the language is none of {@link #LANGUAGES}
     */
    public static Supplier<BareEcho> in(String language, List<String> words) {
        return switch (language) {
            case "java" -> BareJava::new;
            case "groovy" -> () -> new BareGroovy(Path.of(words.get(0)));
            case "js" -> BareJs.of(Path.of(words.get(0)), BareJs.TextMessage::new);
            case "objects" -> BareJs.of(Path.of(words.get(0)), BareJs.ObjectMessage::new);
            case "wasm" -> BareWasm.of(Path.of(words.get(0)));
            case "process" -> () -> new BareProcess(words);
            default -> throw new IllegalArgumentException("no bare echo in " + language + "; known: " + LANGUAGES);
        };
    }

    /** Where it runs. */
    public Context where() {
        return context;
    }
}
