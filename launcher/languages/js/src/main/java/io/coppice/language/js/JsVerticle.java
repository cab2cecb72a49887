package io.coppice.language.js;

import io.coppice.language.Confined;
import io.coppice.language.Gate;
import io.coppice.language.Grants;
import io.coppice.language.GuestException;
import io.coppice.language.GuestOptions;
import io.coppice.language.PluginFiles.PluginFile;
import io.coppice.language.Unanswered;
import io.coppice.language.Watchdog;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** A child in JavaScript: one context, whose code runs on one worker thread at a time. */
final class JsVerticle extends VerticleBase implements Confined {

    private static final Logger LOG = System.getLogger("guest");

    private final PluginFile plugin;
    private final Engine engine;
    private final TypeScript typeScript;
    private final Watchdog watchdog;
    private final Unanswered unanswered = new Unanswered(task -> context.runOnContext(v -> task.run()));
    private final Promise<Void> started = Promise.promise();
    private final Promise<Void> stopped = Promise.promise();

    private List<String> addresses = List.of();
    private Optional<Child> self = Optional.empty();
    private Duration limit = Duration.ZERO;
    private @Nullable Script script;
    private Watchdog.@Nullable Watch watch;
    private boolean hasFailed;
    private volatile boolean tookTooLong;

    JsVerticle(PluginFile plugin, Engine engine, TypeScript typeScript, Watchdog watchdog) {
        this.plugin = plugin;
        this.engine = engine;
        this.typeScript = typeScript;
        this.watchdog = watchdog;
    }

    @Override
    public void confineTo(List<String> all) {
        addresses = List.copyOf(all);
    }

    @Override
    public Future<?> start() throws Exception {
        limit = GuestOptions.timeLimit(GuestOptions.of(config(), List.of(GuestOptions.TIME_LIMIT)));
        self = Supervision.of(vertx).self();
        CompiledFiles compiled = GuestOptions.folder(config(), JsPack.PREFIX)
                .map(CompiledFiles::new)
                .orElse(null);
        Script made = new Script(engine, typeScript, compiled, plugin.folder());
        script = made;
        if (TypeScript.is(plugin.file().toString())) {
            prepare(made);
        }
        self.ifPresent(child -> child.ended().onComplete(end -> made.kill()));
        watch = watchdog.watch(
                limit,
                () -> {
                    tookTooLong = true;
                    made.kill();
                },
                unanswered::release);
        String inbox = Grants.newInbox();
        Gate gate = new Gate(Grants.ofChild(name(), addresses, inbox), refusal -> log(Level.WARNING, refusal));
        HostFunctions host = new HostFunctions(this, made, vertx, gate, unanswered);
        run(() -> {
            made.load(host, config(), self.map(Child::path).orElse(null), inbox);
            made.call("start", plugin.file().toString());
        });
        return started.future();
    }

    /** Outside of the time limit of its own code: the compiler itself takes a second when it is first needed. */
    private void prepare(Script made) {
        try {
            made.files().read(plugin.file());
        } catch (IOException wrong) {
            made.kill();
            throw Errors.of(String.valueOf(wrong.getMessage()), "");
        }
    }

    @Override
    public Future<?> stop() {
        Script running = script;
        if (running == null || hasFailed) {
            return close();
        }
        run(() -> running.call("stop"));
        return stopped.future().transform(done -> close());
    }

    private Future<Void> close() {
        if (watch != null) {
            watch.close();
        }
        if (script != null) {
            script.kill();
        }
        unanswered.failAll(Supervision.NOT_HANDLED, "not handled, as its child has ended");
        return Future.succeededFuture();
    }

    /** Runs what calls JavaScript; what goes wrong there crashes this child. */
    void run(Runnable call) {
        run(call, null);
    }

    private void run(Runnable call, @Nullable Message<Object> message) {
        Watchdog.Watch watching = watch;
        if (hasFailed || watching == null) {
            return;
        }
        watching.begin();
        try {
            call.run();
        } catch (RuntimeException thrown) {
            crashed(Errors.of(thrown), message);
        } finally {
            watching.end();
        }
    }

    /** Gives a message to the function that the prelude has made for a consumer. */
    void deliver(Value consumer, Message<Object> message) {
        String body;
        try {
            body = Values.json(message.body());
        } catch (IllegalArgumentException noJson) {
            message.fail(Supervision.BAD_REQUEST, String.valueOf(noJson.getMessage()));
            return;
        }
        long number = unanswered.add(message);
        String headers = Values.headers(message);
        if (headers.isEmpty()) {
            run(() -> consumer.executeVoid(number, body), message);
        } else {
            run(() -> consumer.executeVoid(number, body, headers), message);
        }
    }

    /** It is up when its consumers are known. */
    void started(Future<?> registered) {
        registered.onSuccess(known -> started.tryComplete());
    }

    void stopped() {
        stopped.tryComplete();
    }

    /** It ends by itself, in order, when the call that says so has returned. */
    void exit() {
        context.runOnContext(v ->
                self.ifPresentOrElse(child -> child.exit(ExitReason.NORMAL), () -> vertx.undeploy(deploymentID())));
    }

    /**
     * Its code has failed.
     *
     * @param message what it was handling; null if nothing
     */
    void crashed(GuestException error, @Nullable Message<Object> message) {
        if (hasFailed) {
            return;
        }
        hasFailed = true;
        GuestException cause = tookTooLong
                ? new GuestException("it has run for more than " + limit.toMillis() + " ms", error.guestStack())
                : error;
        ExitReason reason = ExitReason.crashed(cause)
                .handling(message == null ? null : Supervision.of(vertx).handled(message.address(), message.body()));
        if (started.tryFail(cause)) {
            close();
            return;
        }
        stopped.tryFail(cause);
        self.ifPresentOrElse(
                child -> child.exit(reason),
                () -> context.runOnContext(v -> {
                    throw cause;
                }));
        unanswered.failAll(Supervision.CRASHED, reason.detail());
    }

    /** @param number that of the message that it was handling */
    void crashed(String message, String stack, long number) {
        crashed(Errors.of(message, stack), unanswered.peek(number));
    }

    void log(Level level, String text) {
        LOG.log(level, "{0}: {1}", name(), text);
    }

    private String name() {
        return self.map(Child::path).orElse(plugin.file().toString());
    }
}
