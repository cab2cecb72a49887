package io.coppice.language.groovy;

import groovy.lang.Closure;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyShell;
import groovy.transform.ThreadInterrupt;
import io.coppice.language.GuestException;
import io.coppice.language.GuestOptions;
import io.coppice.language.PluginFiles.PluginFile;
import io.coppice.language.Unanswered;
import io.coppice.language.Watchdog;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.customizers.ASTTransformationCustomizer;
import org.jspecify.annotations.Nullable;

/** A child in Groovy: a script, whose code runs on one worker thread at a time. */
final class GroovyVerticle extends VerticleBase {

    private static final Logger LOG = System.getLogger("guest");

    private final PluginFile plugin;
    private final Watchdog watchdog;
    private final Unanswered unanswered = new Unanswered(task -> context.runOnContext(v -> task.run()));
    private final Map<String, MessageConsumer<Object>> consumers = new HashMap<>();

    private Optional<Child> self = Optional.empty();
    private Duration limit = Duration.ZERO;
    private @Nullable ChildScript script;
    private @Nullable GroovyClassLoader loader;
    private Watchdog.@Nullable Watch watch;
    private volatile @Nullable Thread inCall;
    private volatile boolean tookTooLong;
    /** Its code has not ended when it was interrupted, so its end is told without it. The watchdog's alone. */
    private boolean isGivenUp;

    GroovyVerticle(PluginFile plugin, Watchdog watchdog) {
        this.plugin = plugin;
        this.watchdog = watchdog;
    }

    @Override
    public Future<?> start() {
        Future<?> up;
        try {
            up = begin();
        } catch (Exception | LinkageError wrong) {
            up = Future.failedFuture(wrong);
        }
        // Nobody asks it to stop where its start fails.
        return up.recover(wrong -> close().transform(closed -> Future.failedFuture(wrong)));
    }

    private Future<?> begin() throws Exception {
        limit = GuestOptions.timeLimit(GuestOptions.of(config(), List.of(GuestOptions.TIME_LIMIT)));
        self = Supervision.of(vertx).self();
        // However it ends: code that does not come back is interrupted.
        self.ifPresent(child -> child.ended().onComplete(end -> interruptCall()));
        ChildScript made = compile();
        script = made;
        made.begin(this);
        watch = watchdog.watch(limit, this::tooLong, unanswered::release);
        Object result = run(made::run);
        List<Future<?>> known = new ArrayList<>(List.of(futureOf(result)));
        consumers.values().forEach(consumer -> known.add(consumer.completion()));
        return Future.all(known);
    }

    private static Future<?> futureOf(@Nullable Object result) {
        if (result instanceof Reply reply) {
            return reply.getFuture();
        }
        return result instanceof Future<?> future ? future : Future.succeededFuture();
    }

    private ChildScript compile() throws IOException {
        CompilerConfiguration settings = new CompilerConfiguration();
        settings.setScriptBaseClass(ChildScript.class.getName());
        // Each loop and function looks whether its thread is interrupted: so a loop that never ends can be ended.
        settings.addCompilationCustomizers(new ASTTransformationCustomizer(ThreadInterrupt.class));
        GroovyClassLoader own = new GroovyClassLoader(GroovyVerticle.class.getClassLoader(), settings);
        loader = own;
        own.addClasspath(plugin.folder().toString());
        try {
            return (ChildScript)
                    new GroovyShell(own, settings).parse(plugin.file().toFile());
        } catch (CompilationFailedException wrong) {
            throw new GuestException(String.valueOf(wrong.getMessage()), "");
        }
    }

    @Override
    public Future<?> stop() throws Exception {
        ChildScript running = script;
        if (running == null
                || running.getMetaClass().respondsTo(running, "stop").isEmpty()) {
            return close();
        }
        Object result = run(() -> running.invokeMethod("stop", null));
        return futureOf(result).eventually(this::close);
    }

    private Future<Void> close() {
        if (watch != null) {
            watch.close();
        }
        unanswered.failAll(Supervision.NOT_HANDLED, "not handled, as its child has ended");
        try {
            if (loader != null) {
                loader.close();
            }
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
        return Future.succeededFuture();
    }

    /** On the watchdog's thread, now and then until the call ends: code can do away with an interrupt. */
    private void tooLong() {
        if (tookTooLong && !isGivenUp) {
            isGivenUp = true;
            GuestException error = stuck();
            self.ifPresent(child -> child.exit(ExitReason.crashed(error)));
            unanswered.failAll(Supervision.CRASHED, "crashed: " + error.getMessage());
        }
        tookTooLong = true;
        interruptCall();
    }

    private GuestException stuck() {
        Throwable present = new Throwable();
        Optional.ofNullable(inCall).ifPresent(thread -> present.setStackTrace(thread.getStackTrace()));
        return guest(present);
    }

    private synchronized void interruptCall() {
        Thread thread = inCall;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** The thread is a pool's: no interrupt may stay on it. */
    private synchronized void leave() {
        inCall = null;
        boolean ignored = Thread.interrupted();
    }

    void call(Closure<?> code, Object... arguments) {
        run(() -> code.call(arguments));
    }

    /** Runs code of the script's; what it throws is a crash, with the lines of the script as its stack. */
    private @Nullable Object run(Callable<?> code) {
        Watchdog.Watch watching = watch;
        if (watching == null) {
            throw new IllegalStateException("the child does not run");
        }
        boolean isOuter = inCall == null;
        inCall = Thread.currentThread();
        watching.begin();
        try {
            Object result = code.call();
            if (tookTooLong) {
                throw guest(new InterruptedException());
            }
            return result;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError thrown) {
            GuestException error = thrown instanceof GuestException known ? known : guest(thrown);
            unanswered.failAll(Supervision.CRASHED, "crashed: " + error.getMessage());
            throw error;
        } finally {
            watching.end();
            if (isOuter) {
                leave();
            }
        }
    }

    private GuestException guest(Throwable thrown) {
        return Errors.of(
                tookTooLong ? "it has run for more than " + limit.toMillis() + " ms" : thrown.toString(), thrown);
    }

    void consumer(String address, boolean local, Closure<?> handler) {
        if (consumers.containsKey(address)) {
            throw new IllegalStateException("there is a consumer of " + address + " already");
        }
        consumers.put(
                address,
                local
                        ? vertx.eventBus().localConsumer(address, message -> deliver(message, handler))
                        : vertx.eventBus().consumer(address, message -> deliver(message, handler)));
    }

    private void deliver(Message<Object> message, Closure<?> handler) {
        call(handler, new Received(message, unanswered));
    }

    void unregister(String address) {
        Optional.ofNullable(consumers.remove(address)).ifPresent(MessageConsumer::unregister);
    }

    Reply request(String address, @Nullable Object body, @Nullable Object timeout) {
        DeliveryOptions options = new DeliveryOptions();
        if (timeout instanceof Number millis) {
            options.setSendTimeout(millis.longValue());
        }
        return new Reply(
                this, vertx().eventBus().request(address, body, options).map(reply -> new Received(reply, unanswered)));
    }

    /** Nothing that the script does with it comes before what it has answered by then. */
    Vertx vertx() {
        unanswered.release();
        return vertx;
    }

    @Nullable
    String path() {
        return self.map(Child::path).orElse(null);
    }

    ScriptLog log() {
        String name = self.map(Child::path).orElse(plugin.file().toString());
        return (level, text) -> LOG.log(level, "{0}: {1}", name, text);
    }
}
