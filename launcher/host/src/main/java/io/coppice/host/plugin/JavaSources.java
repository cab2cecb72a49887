package io.coppice.host.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * The Java source files of a plugin, compiled in memory.
 *
 * @param mains by each source file the class with its name, {@code acme.Greeter} for {@code Greeter.java}
 * @param classes all classes, by their names
 * @param warnings of the compiler, a line each
 */
record JavaSources(Map<String, String> mains, Map<String, byte[]> classes, List<String> warnings) {

    static final JavaSources NONE = new JavaSources(Map.of(), Map.of(), List.of());
    static final String ENDING = ".java";

    private static final int MOST_SHOWN = 10;

    JavaSources {
        mains = Map.copyOf(mains);
        classes = Map.copyOf(classes);
        warnings = List.copyOf(warnings);
    }

    /** The paths of the class files, as a jar would have them. */
    Set<String> classFiles() {
        return classes.keySet().stream()
                .map(name -> name.replace('.', '/') + ".class")
                .collect(Collectors.toSet());
    }

    /**
     * Compiles some files together. They see what is shared with plugins and the plugin's own jars.
     *
     * @param files by the names that a {@code start} has for them
     * @throws PluginException that names file, line and what is wrong
     */
    static JavaSources compile(Map<String, Path> files, List<Path> jars) throws PluginException, IOException {
        if (files.isEmpty()) {
            return NONE;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new PluginException("needs a JDK to be compiled, and " + System.getProperty("java.home")
                    + " is a JRE; run the node with a JDK, or compile it to a jar");
        }
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager standard =
                        compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8);
                Memory memory = new Memory(standard, jars)) {
            List<String> options = List.of("-g", "-parameters", "-proc:none", "-Xlint:all,-serial,-path");
            boolean isGood = compiler.getTask(
                            null, memory, found, options, null, standard.getJavaFileObjectsFromPaths(files.values()))
                    .call();
            if (!isGood) {
                String errors = shown(found, Set.of(Diagnostic.Kind.ERROR)).collect(Collectors.joining("; "));
                throw new PluginException(errors.isEmpty() ? "the compiler failed, and does not say why" : errors);
            }
            Map<String, byte[]> classes = memory.classes();
            Map<String, String> mains = new HashMap<>();
            for (Map.Entry<String, Path> file : files.entrySet()) {
                mains.put(file.getKey(), mainOf(file.getValue(), memory));
            }
            List<String> warnings = shown(found, Set.of(Diagnostic.Kind.WARNING, Diagnostic.Kind.MANDATORY_WARNING))
                    .toList();
            return new JavaSources(mains, classes, warnings);
        }
    }

    private static String mainOf(Path source, Memory memory) throws PluginException {
        String file = PluginFile.nameOf(source);
        String simple = file.substring(0, file.length() - ENDING.length());
        return memory.classesOf(source)
                .filter(name -> name.substring(name.lastIndexOf('.') + 1).equals(simple))
                .findFirst()
                .orElseThrow(() -> new PluginException(
                        file + " has no class " + simple + "; the verticle has the name of its file"));
    }

    private static Stream<String> shown(DiagnosticCollector<JavaFileObject> found, Set<Diagnostic.Kind> kinds) {
        return found.getDiagnostics().stream()
                .filter(diagnostic -> kinds.contains(diagnostic.getKind()))
                // What is odd about a library is not for the author of a plugin to mend.
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR || isOfSource(diagnostic))
                .map(JavaSources::shown)
                .limit(MOST_SHOWN);
    }

    private static boolean isOfSource(Diagnostic<? extends JavaFileObject> diagnostic) {
        JavaFileObject source = diagnostic.getSource();
        return source == null || source.getKind() == JavaFileObject.Kind.SOURCE;
    }

    private static String nameOf(JavaFileObject file) {
        String path = file.getName();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** On one line, {@code Greeter.java:3: error: cannot find symbol, symbol: class Foo}. */
    private static String shown(Diagnostic<? extends JavaFileObject> diagnostic) {
        String where = Optional.ofNullable(diagnostic.getSource())
                .map(source -> nameOf(source) + ":" + diagnostic.getLineNumber() + ": ")
                .orElse("");
        String kind = diagnostic.getKind() == Diagnostic.Kind.ERROR ? "error: " : "warning: ";
        return where + kind + diagnostic.getMessage(Locale.ROOT).strip().replaceAll("\\s*\\R\\s*", ", ");
    }

    /** Keeps the classes that come out, and shows the compiler no class that the plugin would not see when it runs. */
    private static final class Memory extends ForwardingJavaFileManager<StandardJavaFileManager> {

        private final List<String> jars;
        private final Map<String, ByteArrayOutputStream> compiled = new HashMap<>();
        /** The source files of the classes. */
        private final Map<String, URI> sources = new HashMap<>();

        Memory(StandardJavaFileManager standard, List<Path> jars) throws IOException {
            super(standard);
            this.jars = jars.stream().map(jar -> jar.toUri().getRawPath()).toList();
            standard.setLocationFromPaths(
                    StandardLocation.CLASS_PATH,
                    Stream.concat(jars.stream(), hostClassPath()).toList());
            // Whatever else lies there is compiled where it is named itself.
            standard.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of());
        }

        private static Stream<Path> hostClassPath() {
            return Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1))
                    .filter(entry -> !entry.isEmpty())
                    .map(Path::of);
        }

        Map<String, byte[]> classes() {
            return compiled.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().toByteArray()));
        }

        /** The names of the classes that came out of one file. */
        Stream<String> classesOf(Path source) {
            URI uri = source.toUri().normalize();
            return sources.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(uri))
                    .map(Map.Entry::getKey);
        }

        @Override
        public Iterable<JavaFileObject> list(
                Location location, String inPackage, Set<JavaFileObject.Kind> kinds, boolean recurse)
                throws IOException {
            Iterable<JavaFileObject> all = super.list(location, inPackage, kinds, recurse);
            if (location != StandardLocation.CLASS_PATH || SharedClasses.hasClass(inPackage + ".")) {
                return all;
            }
            return StreamSupport.stream(all.spliterator(), false)
                    .filter(file -> jars.stream().anyMatch(file.toUri().toString()::contains))
                    .toList();
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            sources.put(className, sibling.toUri());
            return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/')), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    compiled.put(className, bytes);
                    return bytes;
                }
            };
        }
    }
}
