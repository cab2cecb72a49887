package io.coppice.language.process;

import io.coppice.language.Language;
import io.coppice.language.LanguagePack;
import io.coppice.language.PluginFiles;
import io.coppice.language.PluginFiles.PluginFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code process:NAME}: an executable file of a plugin. */
public final class ProcessPack implements LanguagePack {

    private static final Logger LOG = System.getLogger("guest");

    private static final String PREFIX = "process";

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public Language open(List<Path> folders) {
        return new ProcessLanguage(new PluginFiles(folders));
    }

    @Override
    public void cleanUp(Path folder) throws IOException {
        sweep(folder);
    }

    /** Kills what an earlier run has left behind, of whatever language whose children are processes. */
    public static void sweep(Path folder) throws IOException {
        int killed = new Strays(folder).sweep();
        if (killed > 0) {
            LOG.log(Level.WARNING, "killed {0} processes that an earlier run of this node has left behind", killed);
        }
    }

    /** Over the files of some plugins. */
    private static final class ProcessLanguage implements Language {

        private final PluginFiles files;
        private final Predecessors predecessors = new Predecessors();

        ProcessLanguage(PluginFiles files) {
            this.files = files;
        }

        @Override
        public String prefix() {
            return PREFIX;
        }

        @Override
        public Optional<Problem> check(String name, @Nullable String plugin) {
            Optional<Problem> problem = files.check(name, plugin);
            if (problem.isPresent()) {
                return problem;
            }
            Path file = files.find(name, plugin).file();
            return Files.isExecutable(file)
                    ? Optional.empty()
                    : Optional.of(new Problem("start", file + " is not executable", "run chmod +x on it"));
        }

        @Override
        public Program find(String name, @Nullable String plugin) {
            PluginFile found = files.find(name, plugin);
            GuestCommand command = new GuestCommand(List.of(found.file().toString()), Map.of(), found.folder());
            return new Program(
                    () -> new ProcessVerticle(PREFIX, command, predecessors), ProcessPack.class.getClassLoader());
        }
    }
}
