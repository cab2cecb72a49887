package io.coppice.language.groovy;

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

/** {@code groovy:FILE}: a Groovy script of a plugin. */
public final class GroovyPack implements LanguagePack {

    private static final String PREFIX = "groovy";

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public Language open(List<Path> folders) {
        return new GroovyLanguage(new PluginFiles(folders));
    }

    /** Over the files of some plugins. */
    private static final class GroovyLanguage implements Language {

        private final PluginFiles files;
        private final Watchdog watchdog = new Watchdog(System::nanoTime);

        GroovyLanguage(PluginFiles files) {
            this.files = files;
        }

        @Override
        public String prefix() {
            return PREFIX;
        }

        @Override
        public Optional<Problem> check(String name, @Nullable String plugin) {
            return name.endsWith(".groovy")
                    ? files.check(name, plugin)
                    : Optional.of(
                            new Problem("start", "\"" + name + "\" is no Groovy script", "its name ends with .groovy"));
        }

        @Override
        public Program find(String name, @Nullable String plugin) {
            PluginFile found = files.find(name, plugin);
            // Never on an event loop: a script that does not come back would hold up all others there.
            return new Program(
                    () -> new GroovyVerticle(found, watchdog),
                    GroovyPack.class.getClassLoader(),
                    Optional.of(ThreadingModel.WORKER));
        }

        @Override
        public void close() {
            watchdog.close();
        }
    }
}
