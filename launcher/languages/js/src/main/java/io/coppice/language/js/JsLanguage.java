package io.coppice.language.js;

import io.coppice.language.Language;
import io.coppice.language.PluginFiles;
import io.coppice.language.PluginFiles.PluginFile;
import io.coppice.language.Watchdog;
import io.vertx.core.ThreadingModel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.graalvm.polyglot.Engine;
import org.jspecify.annotations.Nullable;

/** JavaScript and TypeScript modules of plugins, which share one engine, and with it what is compiled. */
final class JsLanguage implements Language {

    private static final Logger LOG = System.getLogger(JsLanguage.class.getName());
    private static final Duration LONGEST_COMPILING = Duration.ofSeconds(30);

    private final PluginFiles files;
    private final Watchdog watchdog = new Watchdog(System::nanoTime);
    private final TypeScript typeScript = new TypeScript(watchdog, LONGEST_COMPILING);
    private @Nullable Engine engine;

    JsLanguage(List<Path> folders) {
        this.files = new PluginFiles(folders);
    }

    @Override
    public String prefix() {
        return JsPack.PREFIX;
    }

    @Override
    public Optional<Problem> check(String name, @Nullable String plugin) {
        if (!name.matches(".*\\.[cm]?[jt]s")) {
            return Optional.of(new Problem(
                    "start",
                    "\"" + name + "\" is no file of JavaScript or TypeScript",
                    "its name ends with .js, .mjs or .cjs, or with .ts, .mts or .cts"));
        }
        return files.check(name, plugin);
    }

    @Override
    public Program find(String name, @Nullable String plugin) {
        PluginFile found = files.find(name, plugin);
        // Never on an event loop: a script that does not come back would hold up all others there.
        return new Program(
                () -> new JsVerticle(found, engine(), typeScript, watchdog),
                JsLanguage.class.getClassLoader(),
                Optional.of(ThreadingModel.WORKER));
    }

    /** Those of all engines. */
    static Engine.Builder engineOptions() {
        // Told below, in a line instead of six.
        return Engine.newBuilder("js").option("engine.WarnInterpreterOnly", "false");
    }

    private synchronized Engine engine() {
        Engine made = engine;
        if (made == null) {
            made = engineOptions().build();
            engine = made;
            LOG.log(
                    Level.INFO,
                    "JavaScript is {0}",
                    made.getImplementationName().equals("Interpreted")
                            ? "interpreted, as this JVM was started without a compiler for it"
                            : "compiled by " + made.getImplementationName());
        }
        return made;
    }

    @Override
    public synchronized void close() {
        watchdog.close();
        typeScript.close();
        if (engine != null) {
            engine.close(true);
        }
    }
}
