package io.coppice.language.python;

import io.coppice.language.Language;
import io.coppice.language.PluginFiles;
import io.coppice.language.PluginFiles.PluginFile;
import io.coppice.language.process.GuestCommand;
import io.coppice.language.process.Predecessors;
import io.coppice.language.process.ProcessVerticle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Python files of plugins, run by the plugin's own virtual environment, or else by the machine's python3. */
final class PythonLanguage implements Language {

    private static final String VIRTUAL_ENVIRONMENT = ".venv";

    /** Not {@code -m coppice}, which would load the module twice: as the one that is run, and as the one that is imported. */
    private static final String MAIN = "import coppice; coppice.main()";

    private final PluginFiles files;
    private final Path sdk;
    private final @Nullable String searchPath;
    private final Predecessors predecessors = new Predecessors();

    /**
     * Those in some folders.
     *
     * @param sdk the folder with the module {@code coppice}
     * @param searchPath the folders with programs, as in the variable PATH
     */
    PythonLanguage(List<Path> folders, Path sdk, @Nullable String searchPath) {
        this.files = new PluginFiles(folders);
        this.sdk = sdk;
        this.searchPath = searchPath;
    }

    @Override
    public String prefix() {
        return PythonPack.PREFIX;
    }

    @Override
    public Optional<Problem> check(String name, @Nullable String plugin) {
        return files.check(name, plugin).or(() -> checkTools(files.find(name, plugin)));
    }

    private Optional<Problem> checkTools(PluginFile found) {
        if (!Files.isRegularFile(sdk.resolve("coppice.py"))) {
            return Optional.of(new Problem(
                    "start",
                    "the language pack \"python\" is incomplete",
                    "add " + sdk.resolve("coppice.py") + " of the distribution"));
        }
        return python(found).isPresent()
                ? Optional.empty()
                : Optional.of(new Problem(
                        "start",
                        "there is no python3 on the PATH",
                        "install Python 3.8 or later, or make a virtual environment "
                                + found.folder().resolve(VIRTUAL_ENVIRONMENT)));
    }

    @Override
    public Program find(String name, @Nullable String plugin) {
        PluginFile found = files.find(name, plugin);
        Path python = python(found).orElseThrow(() -> new IllegalStateException("there is no python3"));
        GuestCommand command = new GuestCommand(
                List.of(python.toString(), "-c", MAIN, found.file().toString()),
                Map.of("PYTHONPATH", sdk.toString(), "PYTHONDONTWRITEBYTECODE", "1"),
                found.folder());
        return new Program(
                () -> new ProcessVerticle(PythonPack.PREFIX, command, predecessors),
                PythonLanguage.class.getClassLoader());
    }

    private Optional<Path> python(PluginFile found) {
        Stream<Path> machines = searchPath == null
                ? Stream.empty()
                : Arrays.stream(searchPath.split(":", -1))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, "python3"));
        return Stream.concat(
                        Stream.of(found.folder().resolve(VIRTUAL_ENVIRONMENT).resolve("bin/python3")), machines)
                .filter(Files::isExecutable)
                .findFirst();
    }
}
