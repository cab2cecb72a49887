package io.coppice.language.wasm;

import io.coppice.language.Language;
import io.coppice.language.LanguagePack;
import io.coppice.language.PluginFiles;
import io.coppice.language.PluginFiles.PluginFile;
import io.coppice.language.Watchdog;
import io.vertx.core.ThreadingModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code wasm:FILE}: a WebAssembly module of a plugin. */
public final class WasmPack implements LanguagePack {

    private static final String PREFIX = "wasm";

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public Language open(List<Path> folders) {
        return new WasmLanguage(new PluginFiles(folders));
    }

    /** Over the files of some plugins. */
    private static final class WasmLanguage implements Language {

        private final PluginFiles files;
        private final CompiledModules modules = new CompiledModules();
        private final Watchdog watchdog = new Watchdog(System::nanoTime);

        WasmLanguage(PluginFiles files) {
            this.files = files;
        }

        @Override
        public String prefix() {
            return PREFIX;
        }

        @Override
        public Optional<Problem> check(String name, @Nullable String plugin) {
            return name.endsWith(".wasm")
                    ? files.check(name, plugin)
                    : Optional.of(
                            new Problem("start", "\"" + name + "\" is no WebAssembly", "its name ends with .wasm"));
        }

        @Override
        public Program find(String name, @Nullable String plugin) {
            PluginFile found = files.find(name, plugin);
            // Never on an event loop: code that does not come back would hold up all others there.
            return new Program(
                    () -> new WasmVerticle(found.file(), modules, watchdog),
                    WasmPack.class.getClassLoader(),
                    Optional.of(ThreadingModel.WORKER));
        }

        @Override
        public void close() {
            watchdog.close();
        }
    }
}
