package io.coppice.host.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A plugin jar, compiled from source text against the class path of the tests. */
public final class PluginJarFixture {

    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> resources = new LinkedHashMap<>();

    /** Adds a class. */
    public PluginJarFixture source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    public PluginJarFixture resource(String path, String text) {
        resources.put(path, text);
        return this;
    }

    /** Adds a verticle in the unnamed package whose {@code start} has this body. */
    public PluginJarFixture verticle(String className, String startBody) {
        return source(className, """
                import io.vertx.core.*;
                import io.vertx.core.json.JsonObject;
                public class %s extends VerticleBase {
                    @Override public Future<?> start() throws Exception { %s }
                }
                """.formatted(className, startBody));
    }

    /** Writes the jar and answers where it is. */
    public Path write(Path jar) {
        try {
            Files.createDirectories(jar.toAbsolutePath().getParent());
            Path classes = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "classes");
            compile(classes);
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
                    Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                    Files.copy(file, zip);
                }
                for (Map.Entry<String, String> resource : resources.entrySet()) {
                    zip.putNextEntry(new ZipEntry(resource.getKey()));
                    write(zip, resource.getValue());
                }
            }
            return jar;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void compile(Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<? extends JavaFileObject> units = sources.entrySet().stream()
                .map(source -> new Source(source.getKey(), source.getValue()))
                .toList();
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
        if (!compiler.getTask(messages, null, null, options, null, units).call()) {
            throw new IllegalStateException(messages.toString());
        }
    }

    /** A source text in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
