package io.coppice.host.plugin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may be a plugin, by its name: a jar, a folder with a {@code plugin.json}, or a script.
 *
 * @param kind what it is
 * @param id the file name without version and ending: {@code hello} for {@code hello-1.2.jar}
 * @param version what is between these, such as {@code 1.2}; empty without
 * @param language of a script; {@code java} for a jar
 */
record PluginFile(Kind kind, String id, Optional<String> version, String language) {

    enum Kind {
        JAR,
        FOLDER,
        SCRIPT
    }

    static final String DESCRIPTOR = "plugin.json";

    private static final Pattern JAR_NAME = Pattern.compile("(.+?)(?:-([0-9][A-Za-z0-9._+-]*))?\\.jar");
    private static final Pattern SCRIPT_NAME = Pattern.compile("([^.].*)\\.([a-z]+)");

    /** They tell an editor of types, and run nothing. */
    private static final Pattern DECLARATIONS = Pattern.compile(".*\\.d\\.[cm]?ts");

    /** The languages of scripts by the endings of their files. */
    private static final Map<String, String> LANGUAGES = Map.of(
            "js", "js", "mjs", "js", "cjs", "js", "ts", "js", "mts", "js", "cts", "js", "py", "python", "wasm", "wasm",
            "java", "java", "groovy", "groovy");

    /** Empty where it is nothing of the kind, such as a file that somebody else put there. */
    static Optional<PluginFile> of(Path file) {
        String name = nameOf(file);
        if (name.startsWith(".")) {
            return Optional.empty();
        }
        if (Files.isDirectory(file)) {
            return Files.isRegularFile(file.resolve(DESCRIPTOR))
                    ? Optional.of(new PluginFile(Kind.FOLDER, name, Optional.empty(), "java"))
                    : Optional.empty();
        }
        Matcher jar = JAR_NAME.matcher(name);
        if (jar.matches()) {
            return Optional.of(new PluginFile(Kind.JAR, jar.group(1), Optional.ofNullable(jar.group(2)), "java"));
        }
        Matcher script = SCRIPT_NAME.matcher(name);
        return script.matches() && !DECLARATIONS.matcher(name).matches()
                ? Optional.ofNullable(LANGUAGES.get(script.group(2)))
                        .map(language -> new PluginFile(Kind.SCRIPT, script.group(1), Optional.empty(), language))
                : Optional.empty();
    }

    static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }
}
