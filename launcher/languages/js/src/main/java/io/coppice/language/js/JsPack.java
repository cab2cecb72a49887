package io.coppice.language.js;

import io.coppice.language.Language;
import io.coppice.language.LanguagePack;
import java.nio.file.Path;
import java.util.List;

/** {@code js:FILE}: a JavaScript or TypeScript module of a plugin. */
public final class JsPack implements LanguagePack {

    static final String PREFIX = "js";

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public Language open(List<Path> folders) {
        return new JsLanguage(folders);
    }
}
