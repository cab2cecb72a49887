package io.coppice.language.wasm;

import io.coppice.language.Confined;
import io.coppice.language.Frames;
import io.coppice.language.Grants;
import io.coppice.language.GuestException;
import io.coppice.language.GuestOptions;
import io.coppice.language.GuestSession;
import io.coppice.language.Watchdog;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A child in WebAssembly: one instance, whose code runs on one worker thread at a time. */
final class WasmVerticle extends VerticleBase implements Confined, GuestSession.Owner, GuestSession.Outlet {

    private static final Logger LOG = System.getLogger("guest");

    private static final String MEMORY = "memory";
    private static final long DEFAULT_MEMORY = 64L * 1024 * 1024;
    private static final int MOST_WAITING = 10_000;

    private final Path file;
    private final CompiledModules modules;
    private final Watchdog watchdog;
    private final Promise<Void> started = Promise.promise();
    /** What it is told while it is in a call: by what it does there. */
    private final Deque<Told> waiting = new ArrayDeque<>();

    private final GuestSession.PartsOutlet parts =
            (address, replyAddress, body) -> tell(new Told.Parts(address, replyAddress, body));

    private List<String> addresses = List.of();
    private Optional<Child> self = Optional.empty();
    private Duration limit = Duration.ZERO;
    private @Nullable Module module;
    private @Nullable GuestSession session;
    private Watchdog.@Nullable Watch watch;
    private volatile @Nullable Thread inCall;
    private volatile boolean tookTooLong;
    private boolean hasFailed;

    WasmVerticle(Path file, CompiledModules modules, Watchdog watchdog) {
        this.file = file;
        this.modules = modules;
        this.watchdog = watchdog;
    }

    @Override
    public void confineTo(List<String> all) {
        addresses = List.copyOf(all);
    }

    @Override
    public Future<?> start() throws IOException {
        JsonObject guest = GuestOptions.of(config(), List.of(GuestOptions.TIME_LIMIT, MEMORY));
        limit = GuestOptions.timeLimit(guest);
        if (!(guest.getValue(MEMORY, DEFAULT_MEMORY) instanceof Number memory)) {
            throw new IllegalArgumentException("config.guest.memory must be a number of bytes");
        }
        self = Supervision.of(vertx).self();
        String inbox = Grants.newInbox();
        Grants grants = Grants.ofChild(name(), addresses, inbox);
        GuestSession talk = new GuestSession(vertx, grants, GuestSession.Terms.CHILD, this, this);
        session = talk;
        watch = watchdog.watch(limit, this::interrupt, talk::release);
        Module made = new Module(file, modules.get(file), memory.longValue(), talk::handle, talk::answer);
        module = made;
        // However it ends: code that does not come back is interrupted.
        self.ifPresent(child -> child.ended().onComplete(end -> interruptCall()));
        call(made, new Told.Beginning());
        talk.tell(Frames.start(self.map(Child::path).orElse(null), inbox, config()));
        return started.future();
    }

    private void interrupt() {
        tookTooLong = true;
        interruptCall();
    }

    private synchronized void interruptCall() {
        Thread thread = inCall;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public Future<?> stop() {
        GuestSession talk = session;
        if (talk != null) {
            talk.close();
            if (!hasFailed) {
                talk.tell(new JsonObject().put("type", "stop"));
            }
            talk.failUnanswered(Supervision.NOT_HANDLED, "not handled, as its child has ended");
        }
        end();
        return Future.succeededFuture();
    }

    private void end() {
        if (watch != null) {
            watch.close();
        }
    }

    @Override
    public boolean offer(String frame) {
        return tell(new Told.Frame(frame));
    }

    @Override
    public GuestSession.@Nullable PartsOutlet inParts() {
        return module != null && module.takesParts() ? parts : null;
    }

    /** Tells it at once, or after what it does now. */
    private boolean tell(Told told) {
        if (waiting.size() >= MOST_WAITING) {
            return false;
        }
        waiting.addLast(told);
        Module telling = module;
        if (inCall == null && telling != null) {
            for (Told next = waiting.pollFirst(); next != null; next = waiting.pollFirst()) {
                call(telling, next);
            }
        }
        return true;
    }

    private void call(Module telling, Told told) {
        Watchdog.Watch watching = watch;
        if (hasFailed || watching == null) {
            return;
        }
        inCall = Thread.currentThread();
        watching.begin();
        RuntimeException failure = null;
        try {
            told.to(telling);
        } catch (RuntimeException thrown) {
            failure = thrown;
        } catch (StackOverflowError deep) {
            failure = new GuestException("its stack is too deep", "");
        } finally {
            watching.end();
            leave();
        }
        if (failure != null) {
            failed(failure, told);
        }
    }

    /** The thread is a pool's: no interrupt may stay on it. */
    private synchronized void leave() {
        inCall = null;
        boolean ignored = Thread.interrupted();
    }

    private void failed(RuntimeException thrown, Told told) {
        GuestSession talk = session;
        if (talk == null) {
            return;
        }
        String why = tookTooLong ? "it has run for more than " + limit.toMillis() + " ms" : text(thrown);
        talk.handle(new JsonObject()
                .put("type", "crash")
                .put("message", why)
                .put("stack", module == null ? "" : module.stackOf(thrown))
                .put("replyAddress", told.replyAddress()));
    }

    private static String text(RuntimeException thrown) {
        boolean isOurs = thrown instanceof GuestException || thrown instanceof Frames.Violation;
        return isOurs
                ? String.valueOf(thrown.getMessage())
                : thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
    }

    @Override
    public void ready() {
        started.tryComplete();
    }

    @Override
    public void crashed(GuestException error, @Nullable Message<?> message) {
        if (hasFailed) {
            return;
        }
        hasFailed = true;
        end();
        ExitReason reason = ExitReason.crashed(error)
                .handling(message == null ? null : Supervision.of(vertx).handled(message.address(), message.body()));
        if (!started.tryFail(error)) {
            self.ifPresentOrElse(
                    child -> child.exit(reason),
                    () -> context.runOnContext(v -> {
                        throw error;
                    }));
        }
        if (session != null) {
            session.failUnanswered(Supervision.CRASHED, reason.detail());
        }
    }

    @Override
    public void log(Level level, String text) {
        LOG.log(level, "{0}: {1}", name(), text);
    }

    private String name() {
        return self.map(Child::path).orElse(file.toString());
    }
}
