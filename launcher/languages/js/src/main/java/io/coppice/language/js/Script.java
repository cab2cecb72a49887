package io.coppice.language.js;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/** The JavaScript of one child: a context that can reach nothing but the functions it is given and the files of its plugin. */
final class Script {

    private static final String PRELUDE = resource("prelude.js");
    private static final String SERVICES = resource("services.js");
    private static final byte[] SDK = resource("coppice.mjs").getBytes(StandardCharsets.UTF_8);

    /** What the prelude answers. */
    private static final List<String> FUNCTIONS = List.of("start", "stop", "replied", "refused", "fire");

    private final Context context;
    private final ModuleFiles files;
    private final Path folder;
    private final Map<String, Value> functions = new HashMap<>();

    Script(Engine engine, TypeScript typeScript, @Nullable CompiledFiles compiled, Path folder) {
        this.folder = folder;
        this.files = new ModuleFiles(folder, SDK, typeScript, compiled);
        this.context = Context.newBuilder("js")
                .engine(engine)
                // No Java class, no thread, no process, no variable of the environment: that is the default, but for
                // this.
                .allowHostAccess(HostAccess.EXPLICIT)
                .allowIO(IOAccess.newBuilder().fileSystem(files).build())
                .option("js.unhandled-rejections", "throw")
                .option("js.load", "false")
                .option("js.print", "false")
                .out(OutputStream.nullOutputStream())
                .err(OutputStream.nullOutputStream())
                .build();
    }

    private static String resource(String name) {
        try (InputStream stream = Script.class.getResourceAsStream("/sdk/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar of the language js has no sdk/" + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    ModuleFiles files() {
        return files;
    }

    /**
     * Makes the module {@code coppice} and the globals.
     *
     * @param inboxes the beginning of the addresses that are the child's own
     */
    void load(HostFunctions host, JsonObject config, @Nullable String path, String inboxes) {
        ProxyExecutable node = host::call;
        ProxyExecutable reply = host::reply;
        Value made = eval(PRELUDE, "prelude")
                .execute(node, reply, Values.json(config), Values.json(path), folder.toString(), inboxes);
        FUNCTIONS.forEach(name -> functions.put(name, made.getMember(name)));
    }

    /** What makes the library's services, of which most children need none. */
    Value services() {
        return eval(SERVICES, "services");
    }

    private Value eval(String text, String name) {
        return context.eval(Source.newBuilder("js", text, Errors.OWN + name).buildLiteral());
    }

    /** Calls one of the prelude's functions. */
    void call(String function, Object... arguments) {
        Value code = functions.get(function);
        if (code != null) {
            code.executeVoid(arguments);
        }
    }

    /** A CommonJS module as a function; on one line with its beginning, so that line numbers stay. */
    Value commonJs(Path file) throws IOException {
        String text = "(function (exports, require, module, __filename, __dirname) {" + files.read(file) + "\n})";
        return context.eval(
                Source.newBuilder("js", text, folder.relativize(file).toString())
                        .build());
    }

    /** Ends it at once, whatever runs; for any thread. */
    void kill() {
        context.close(true);
    }
}
