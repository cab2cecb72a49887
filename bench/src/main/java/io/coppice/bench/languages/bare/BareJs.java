package io.coppice.bench.languages.bare;

import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/** A module in JavaScript, in a context of GraalJS, that is handed the objects of the host which the runtime likes best. */
final class BareJs extends BareEcho {

    private final Path file;
    private final Function<Message<JsonObject>, Object> asSeen;
    private final AtomicReference<@Nullable Engine> engine;

    private BareJs(Path file, Function<Message<JsonObject>, Object> asSeen, AtomicReference<@Nullable Engine> engine) {
        this.file = file;
        this.asSeen = asSeen;
        this.engine = engine;
    }

    /**
     * Those that share one engine.
     *
     * @param asSeen what a handler is given for a message
     */
    static Supplier<BareEcho> of(Path file, Function<Message<JsonObject>, Object> asSeen) {
        AtomicReference<@Nullable Engine> engine = new AtomicReference<>();
        return () -> new BareJs(file, asSeen, engine);
    }

    /** Its body and its answer are JSON texts: so both sides have objects of their own. */
    public static final class TextMessage {

        private final Message<JsonObject> message;

        TextMessage(Message<JsonObject> message) {
            this.message = message;
        }

        @HostAccess.Export
        public String body() {
            return message.body().encode();
        }

        @HostAccess.Export
        public void reply(String json) {
            message.reply(new JsonObject(json));
        }
    }

    /** Its body is a view of the host's object, and its answer is read field by field. */
    public static final class ObjectMessage {

        private final Message<JsonObject> message;

        ObjectMessage(Message<JsonObject> message) {
            this.message = message;
        }

        @HostAccess.Export
        public Object body() {
            return new View(message.body());
        }

        @HostAccess.Export
        public void reply(Value answer) {
            message.reply(object(answer));
        }
    }

    private record View(JsonObject of) implements ProxyObject {

        @Override
        public @Nullable Object getMember(String key) {
            Object value = of.getValue(key);
            return value instanceof JsonObject inner ? new View(inner) : value;
        }

        @Override
        public Object getMemberKeys() {
            return ProxyArray.fromList(new ArrayList<>(of.fieldNames()));
        }

        @Override
        public boolean hasMember(String key) {
            return of.containsKey(key);
        }

        @Override
        public void putMember(String key, Value value) {
            of.put(key, plain(value));
        }
    }

    private static JsonObject object(Value value) {
        JsonObject object = new JsonObject();
        value.getMemberKeys().forEach(key -> object.put(key, plain(value.getMember(key))));
        return object;
    }

    private static @Nullable Object plain(Value value) {
        if (value.isNumber()) {
            return value.fitsInInt() ? (Object) value.asInt() : (Object) value.asDouble();
        }
        if (value.isString()) {
            return value.asString();
        }
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        return value.isNull() ? null : object(value);
    }

    /** What the module's {@code start} is given. */
    public final class Bus {

        private @Nullable MessageConsumer<JsonObject> consumer;

        @HostAccess.Export
        public void consumer(Value handler) {
            consumer = vertx.eventBus()
                    .<JsonObject>consumer(ADDRESS, message -> handler.executeVoid(asSeen.apply(message)));
        }
    }

    private static Engine newEngine() {
        return Engine.newBuilder("js")
                .option("engine.WarnInterpreterOnly", "false")
                .build();
    }

    @Override
    public Future<?> start() throws IOException {
        Context js = Context.newBuilder("js")
                .engine(engine.updateAndGet(made -> made == null ? newEngine() : made))
                .allowHostAccess(HostAccess.EXPLICIT)
                .option("js.esm-eval-returns-exports", "true")
                .option("js.unhandled-rejections", "throw")
                .build();
        Source module = Source.newBuilder("js", file.toFile())
                .mimeType("application/javascript+module")
                .build();
        Bus bus = new Bus();
        js.eval(module).getMember("start").executeVoid(bus);
        return bus.consumer == null
                ? Future.failedFuture(new IllegalStateException(file + " has no consumer"))
                : bus.consumer.completion();
    }
}
