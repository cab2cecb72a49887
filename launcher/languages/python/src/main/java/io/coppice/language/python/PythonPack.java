package io.coppice.language.python;

import io.coppice.language.Language;
import io.coppice.language.LanguagePack;
import io.coppice.language.process.ProcessPack;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code python:FILE}: a Python file of a plugin. */
public final class PythonPack implements LanguagePack {

    static final String PREFIX = "python";

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public Language open(List<Path> folders) {
        return new PythonLanguage(folders, sdk(), System.getenv("PATH"));
    }

    @Override
    public void cleanUp(Path folder) throws IOException {
        ProcessPack.sweep(folder);
    }

    /** The folder with {@code coppice.py}, beside the jar of this class. */
    private static Path sdk() {
        try {
            Path place = Path.of(PythonPack.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return (Files.isDirectory(place) ? place : place.resolveSibling("")).resolve("sdk");
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
