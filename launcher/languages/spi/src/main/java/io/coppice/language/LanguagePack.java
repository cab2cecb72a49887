package io.coppice.language;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A language that may be installed or not: what {@link java.util.ServiceLoader} finds in the jars of its folder. */
public interface LanguagePack {

    /** What the prefix before the colon is, and its folder is called: {@code python}. */
    String prefix();

    /** The language over the plugins of these folders. */
    Language open(List<Path> folders);

    /**
     * Removes what an earlier run of the node has left behind in this folder; called once, before anything is started, and
     * only where there is such a folder.
     *
     * @param folder {@code languages/PREFIX} of the node's data folder
     */
    default void cleanUp(Path folder) throws IOException {}
}
