package io.coppice.language.js;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/**
 * Sucrase in an engine of its own; used by one thread at a time.
 *
 * <p>It is interpreted even where children are compiled: it runs for a second, and a compiler would take of the processor's time
 * what the child needs to start (4.8 s until a node with one is ready, where it took 6.0 to 7.0 in the children's engine).
 */
final class Sucrase implements AutoCloseable {

    /** Where its jars have their files, by their names and the versions of the parent pom. */
    private static final Map<String, String> FOLDERS =
            Map.of("sucrase", "sucrase/3.35.1", "ts-interface-checker", "ts-interface-checker/0.1.13");

    private static final String LOADER = "/io/coppice/language/js/typescript.js";

    /** An option of runtimes that have a compiler. */
    private static final String COMPILATION = "engine.Compilation";

    private final Context context;
    private final Value transform;

    private Sucrase(Context context, Value transform) {
        this.context = context;
        this.transform = transform;
    }

    private static Engine interpreter() {
        Engine usual = JsLanguage.engineOptions().build();
        if (usual.getOptions().get(COMPILATION) == null) {
            return usual;
        }
        usual.close();
        return JsLanguage.engineOptions()
                .allowExperimentalOptions(true)
                .option(COMPILATION, "false")
                .build();
    }

    /** All that makes a difference to its output, but for its input. */
    static String identity() throws IOException {
        return FOLDERS.get("sucrase") + "\n" + resource(LOADER);
    }

    static Sucrase load() throws IOException {
        Engine engine = interpreter();
        Context context = Context.newBuilder("js")
                .engine(engine)
                .allowHostAccess(HostAccess.EXPLICIT)
                .build();
        try {
            ProxyExecutable has = arguments -> has(arguments[0].asString());
            ProxyExecutable module = arguments -> module(context, arguments[0].asString());
            Source source = Source.newBuilder("js", resource(LOADER), "coppice:typescript")
                    .build();
            return new Sucrase(context, context.eval(source).execute(has, module));
        } catch (IOException | RuntimeException broken) {
            engine.close(true);
            throw broken;
        }
    }

    /** The text of a file without its types. */
    String transform(String text, String file) {
        return transform.execute(text, file).asString();
    }

    /** Ends it at once, whatever it does; for any thread. */
    @Override
    public void close() {
        context.getEngine().close(true);
    }

    private static boolean has(String path) {
        return path.endsWith(".js") && Sucrase.class.getResource(place(path)) != null;
    }

    /** Where the jars have a file that is called {@code sucrase/dist/index.js} here. */
    private static String place(String path) {
        int slash = path.indexOf('/');
        return "/META-INF/resources/_static/" + FOLDERS.get(path.substring(0, slash)) + path.substring(slash);
    }

    /** A module of its own as a function. */
    private static Value module(Context context, String path) {
        try {
            String text = "(function (exports, require, module) {" + resource(place(path)) + "\n})";
            return context.eval(Source.newBuilder("js", text, path).build());
        } catch (IOException missing) {
            throw new UncheckedIOException(missing.getMessage(), missing);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Sucrase.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("the language pack js is incomplete: it has no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
