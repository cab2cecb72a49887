package io.coppice.language.js;

import io.coppice.language.Watchdog;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.polyglot.PolyglotException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the types out of TypeScript and leaves every line where it is, by Sucrase.
 *
 * <p>Types are not checked: that is for an editor, or for {@code tsc}. For any thread; one file is compiled at a time.
 */
final class TypeScript implements AutoCloseable {

    private static final Logger LOG = System.getLogger(TypeScript.class.getName());

    /** No file has more characters: others wait while it is compiled. */
    static final int LONGEST = 262_144;

    private static final Pattern MISTAKE = Pattern.compile("(?s).*Error transforming (.*?): (.*) \\((\\d+:\\d+)\\).*");

    /** So many characters are kept. */
    private static final int MOST_KEPT = 8 * 1024 * 1024;

    private final Watchdog watchdog;
    private final Duration limit;
    /** What was compiled last, by its digest: a child that starts again is up at once. */
    private final Map<String, String> known = new LinkedHashMap<>(16, 0.75f, true);

    private int kept;
    private volatile @Nullable Sucrase sucrase;

    /**
     * Without Sucrase, which is loaded when it is needed.
     *
     * @param limit how long one file may take
     */
    TypeScript(Watchdog watchdog, Duration limit) {
        this.limit = limit;
        this.watchdog = watchdog;
    }

    static boolean is(String file) {
        return file.matches("(?s).*\\.[cm]?ts");
    }

    /**
     * The JavaScript of a file.
     *
     * @param file its name, for what is wrong in it
     * @param compiled what was compiled before, by this run of the node and by others; null for a child of no node
     * @throws IOException that names the place, if it is no TypeScript, or says that it is too much of it
     */
    synchronized String compile(String text, String file, @Nullable CompiledFiles compiled) throws IOException {
        if (text.length() > LONGEST) {
            throw new IOException(file + " has " + text.length() + " characters, and a file of TypeScript at most "
                    + LONGEST + ": make several of it, or compile it to JavaScript before");
        }
        String digest = CompiledFiles.digest(Sucrase.identity() + text);
        String code = known.get(digest);
        if (code == null) {
            code = compiled == null ? transform(text, file) : compile(text, file, digest, compiled);
            keep(digest, code);
        }
        return code;
    }

    /** What cannot be kept is compiled again next time. */
    private String compile(String text, String file, String digest, CompiledFiles compiled) throws IOException {
        try {
            Optional<String> before = compiled.get(digest);
            if (before.isPresent()) {
                return before.get();
            }
        } catch (IOException unreadable) {
            LOG.log(
                    Level.WARNING,
                    "the compiled form of {0} cannot be read, so it is compiled again: {1}",
                    file,
                    unreadable);
        }
        String code = transform(text, file);
        try {
            compiled.put(digest, code);
        } catch (IOException unwritable) {
            LOG.log(Level.WARNING, "the compiled form of {0} cannot be kept for the next run: {1}", file, unwritable);
        }
        return code;
    }

    private void keep(String digest, String code) {
        known.put(digest, code);
        kept += code.length();
        Iterator<String> eldest = known.values().iterator();
        while (kept > MOST_KEPT) {
            kept -= eldest.next().length();
            eldest.remove();
        }
    }

    private String transform(String text, String file) throws IOException {
        Sucrase loaded = sucrase;
        if (loaded == null) {
            loaded = Sucrase.load();
            sucrase = loaded;
        }
        try (Watchdog.Watch watch = watchdog.watch(limit, loaded::close, () -> {})) {
            watch.begin();
            return loaded.transform(text, file);
        } catch (PolyglotException wrong) {
            if (wrong.isCancelled()) {
                sucrase = null;
                throw new IOException(
                        file + " takes more than " + limit.toSeconds() + " s to take the types out of it", wrong);
            }
            throw new IOException(mistake(String.valueOf(wrong.getMessage())), wrong);
        }
    }

    /** Whatever it compiles: that ends then, too. */
    @Override
    public void close() {
        Sucrase loaded = sucrase;
        if (loaded != null) {
            loaded.close();
        }
    }

    private static String mistake(String message) {
        Matcher matcher = MISTAKE.matcher(message);
        return matcher.matches()
                ? "SyntaxError: " + matcher.group(1) + ":" + matcher.group(3) + ": " + matcher.group(2)
                : message;
    }
}
