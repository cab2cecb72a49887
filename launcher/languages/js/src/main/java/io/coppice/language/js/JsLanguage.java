package io.coppice.language.js;

import io.coppice.language.Language;
import io.coppice.language.PluginFiles;
import io.coppice.language.PluginFiles.PluginFile;
import io.coppice.language.Watchdog;
import io.vertx.core.ThreadingModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.graalvm.polyglot.Engine;
import org.jspecify.annotations.Nullable;

/** JavaScript and TypeScript modules of plugins, which share one engine, and with it what is compiled. */
final class JsLanguage implements Language {

    private static final Duration LONGEST_COMPILING = Duration.ofSeconds(30);

    private final PluginFiles files;
    private final Watchdog watchdog = new Watchdog(System::nanoTime);
    private final TypeScript typeScript = new TypeScript(this::engine, watchdog, LONGEST_COMPILING);
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

    private synchronized Engine engine() {
        Engine made = engine;
        if (made == null) {
            made = Engine.newBuilder("js")
                    // It is known, and in the guide, that there is no compiler on an ordinary JVM.
                    .option("engine.WarnInterpreterOnly", "false")
                    .build();
            engine = made;
        }
        return made;
    }

    @Override
    public synchronized void close() {
        watchdog.close();
        if (engine != null) {
            engine.close(true);
        }
    }
}
