package io.coppice.language.js;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * Takes the types out of TypeScript and leaves every line where it is, by Sucrase in a context of its own.
 *
 * <p>Types are not checked: that is for an editor, or for {@code tsc}. For any thread.
 */
final class TypeScript {

    /** Where Sucrase's jars have their files, by their names and the versions of the parent pom. */
    private static final Map<String, String> FOLDERS =
            Map.of("sucrase", "sucrase/3.35.1", "ts-interface-checker", "ts-interface-checker/0.1.13");

    private static final Pattern MISTAKE = Pattern.compile("(?s).*Error transforming (.*?): (.*) \\((\\d+:\\d+)\\).*");

    private static final int MOST_KEPT = 100;
    private static final int LONGEST_KEPT = 100_000;

    private final Supplier<Engine> engine;
    /** What was compiled last, by its text: a child that starts again is up at once. */
    private final Map<String, String> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private @Nullable Value transform;

    TypeScript(Supplier<Engine> engine) {
        this.engine = engine;
    }

    static boolean is(String file) {
        return file.matches("(?s).*\\.[cm]?ts");
    }

    /**
     * The JavaScript of a file.
     *
     * @param file its name, for what is wrong in it
     * @throws IOException that names the place, if it is no TypeScript
     */
    synchronized String compile(String text, String file) throws IOException {
        String kept = known.get(text);
        if (kept != null) {
            return kept;
        }
        String code;
        try {
            code = transform().execute(text, file).asString();
        } catch (PolyglotException wrong) {
            throw new IOException(mistake(String.valueOf(wrong.getMessage())), wrong);
        }
        if (text.length() <= LONGEST_KEPT) {
            known.put(text, code);
        }
        return code;
    }

    private static String mistake(String message) {
        Matcher matcher = MISTAKE.matcher(message);
        return matcher.matches()
                ? "SyntaxError: " + matcher.group(1) + ":" + matcher.group(3) + ": " + matcher.group(2)
                : message;
    }

    private Value transform() throws IOException {
        Value made = transform;
        if (made == null) {
            Context context = Context.newBuilder("js")
                    .engine(engine.get())
                    .allowHostAccess(HostAccess.EXPLICIT)
                    .build();
            String loader = resource("/io/coppice/language/js/typescript.js");
            made = context.eval(Source.newBuilder("js", loader, "coppice:typescript")
                            .build())
                    .execute((ProxyExecutable) arguments -> has(arguments[0].asString()), (ProxyExecutable)
                            arguments -> module(context, arguments[0].asString()));
            transform = made;
        }
        return made;
    }

    private static boolean has(String path) {
        return path.endsWith(".js") && TypeScript.class.getResource(place(path)) != null;
    }

    /** Where the jars have a file that is called {@code sucrase/dist/index.js} here. */
    private static String place(String path) {
        int slash = path.indexOf('/');
        return "/META-INF/resources/_static/" + FOLDERS.get(path.substring(0, slash)) + path.substring(slash);
    }

    /** A module of Sucrase's as a function. */
    private static Value module(Context context, String path) {
        try {
            String text = "(function (exports, require, module) {" + resource(place(path)) + "\n})";
            return context.eval(Source.newBuilder("js", text, path).build());
        } catch (IOException missing) {
            throw new UncheckedIOException(missing.getMessage(), missing);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = TypeScript.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("the language pack js is incomplete: it has no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
