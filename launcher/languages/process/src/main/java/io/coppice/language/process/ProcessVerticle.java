package io.coppice.language.process;

import io.coppice.language.Confined;
import io.coppice.language.Frames;
import io.coppice.language.Grants;
import io.coppice.language.GuestException;
import io.coppice.language.GuestOptions;
import io.coppice.language.GuestSession;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A child that is a process of the operating system.
 *
 * <p>It has crashed when the process ends with another code than 0, says so, breaks the rules of the exchange, or does not
 * show for too long that it is alive. However it ends, the process is killed with it.
 */
public final class ProcessVerticle extends VerticleBase implements Confined, GuestSession.Owner, GuestProcess.Listener {

    private static final Logger LOG = System.getLogger("guest");

    /** So many lines of the process are on their way to the event loop; more wait in its standard output. */
    private static final int MOST_ON_THE_WAY = 1000;

    private final String prefix;
    private final GuestCommand command;
    private final Predecessors predecessors;
    private final Promise<Void> started = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private final Semaphore room = new Semaphore(MOST_ON_THE_WAY);

    private List<String> addresses = List.of();
    private Optional<Child> self = Optional.empty();
    private @Nullable GuestProcess process;
    private @Nullable GuestSession session;
    private @Nullable SignsOfLife signsOfLife;
    private boolean isUp;
    private boolean isStopping;
    private boolean hasFailed;

    /**
     * One that is yet to be started.
     *
     * @param prefix the language, whose folder in the data folder has the notes of its processes
     */
    public ProcessVerticle(String prefix, GuestCommand command, Predecessors predecessors) {
        this.prefix = prefix;
        this.command = command;
        this.predecessors = predecessors;
    }

    @Override
    public void confineTo(List<String> all) {
        addresses = List.copyOf(all);
    }

    @Override
    public Future<?> start() {
        GuestSettings settings = GuestSettings.of(config());
        GuestProcess guest = new GuestProcess(command.with(settings), strays(), this);
        self = Supervision.of(vertx).self();
        String inbox = Grants.newInbox();
        Grants grants = Grants.ofChild(name(), addresses, inbox);
        GuestSession talk = new GuestSession(vertx, grants, GuestSession.Terms.CHILD, guest.outbox(), this);
        process = guest;
        session = talk;
        // However it ends: that is known also where nobody asks this verticle to stop.
        self.ifPresent(child -> child.ended().onComplete(end -> guest.kill()));
        talk.tell(Frames.start(path(), inbox, config()));
        return Future.fromCompletionStage(predecessors(), context)
                .compose(gone -> {
                    self.ifPresent(child -> predecessors.add(child, guest.gone()));
                    return vertx.executeBlocking(
                            () -> {
                                guest.start();
                                return null;
                            },
                            false);
                })
                .compose(begun -> started.future())
                .onSuccess(up -> signsOfLife = SignsOfLife.watch(vertx, settings.timeLimit(), guest.outbox(), this));
    }

    /** Nobody restarts one that is not supervised. */
    private CompletableFuture<Void> predecessors() {
        return self.map(child -> predecessors.gone(child.path()))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private @Nullable String path() {
        return self.map(Child::path).orElse(null);
    }

    private @Nullable Strays strays() {
        return GuestOptions.folder(config(), prefix).map(Strays::new).orElse(null);
    }

    @Override
    public Future<?> stop() {
        isStopping = true;
        GuestProcess guest = process;
        GuestSession talk = session;
        if (guest == null || talk == null || hasFailed) {
            return Future.succeededFuture();
        }
        talk.close();
        talk.tell(new JsonObject().put("type", "stop"));
        return ended.future();
    }

    // From the process, on threads of its own

    @Override
    public void line(Lines.Line line) throws InterruptedException {
        room.acquire();
        JsonObject frame;
        try {
            frame = read(line);
        } catch (Frames.Violation broken) {
            room.release();
            onContext(() -> failed(broken));
            return;
        }
        onContext(() -> {
            room.release();
            heard(frame);
        });
    }

    private static JsonObject read(Lines.Line line) {
        if (line.isCut()) {
            throw new Frames.Violation("it wrote a line of more than " + GuestProcess.LONGEST_LINE + " bytes");
        }
        try {
            return Frames.read(line.text());
        } catch (Frames.Violation noFrame) {
            throw new Frames.Violation(noFrame.getMessage() + " (what is for people belongs on standard error)");
        }
    }

    @Override
    public void errorLine(Lines.Line line) {
        log(Level.INFO, line.text() + (line.isCut() ? "..." : ""));
    }

    @Override
    public void ended(int exitCode, List<String> lastErrors) {
        onContext(() -> gone(exitCode, lastErrors));
    }

    private void onContext(Runnable task) {
        try {
            context.runOnContext(v -> task.run());
        } catch (RejectedExecutionException closed) {
            // The verticle is undeployed, and what its process still says concerns nobody.
            LOG.log(Level.DEBUG, "undeployed", closed);
        }
    }

    // On the context

    private void heard(JsonObject frame) {
        GuestSession talk = session;
        if (hasFailed || talk == null) {
            return;
        }
        if (signsOfLife != null) {
            signsOfLife.seen();
        }
        try {
            talk.handle(frame);
        } catch (Frames.Violation broken) {
            failed(broken);
        }
    }

    private void failed(Frames.Violation broken) {
        crashed(new GuestException(String.valueOf(broken.getMessage()), ""), null);
    }

    @Override
    public void ready() {
        isUp = true;
        started.tryComplete();
    }

    @Override
    public void log(Level level, String text) {
        LOG.log(level, "{0}: {1}", name(), text);
    }

    private String name() {
        return self.map(Child::path).orElse(command.words().get(0));
    }

    /** The process has to end; what it was to answer is failed when its supervisor knows, as a sender may try again at once. */
    @Override
    public void crashed(GuestException error, @Nullable Message<?> message) {
        GuestProcess guest = process;
        if (hasFailed || guest == null) {
            return;
        }
        hasFailed = true;
        guest.kill();
        end(ExitReason.crashed(error)
                .handling(message == null ? null : Supervision.of(vertx).handled(message.address(), message.body())));
    }

    private void gone(int exitCode, List<String> lastErrors) {
        ended.tryComplete();
        if (signsOfLife != null) {
            signsOfLife.end();
        }
        if (hasFailed) {
            return;
        }
        hasFailed = true;
        if (exitCode == 0 || isStopping) {
            end(ExitReason.NORMAL);
        } else {
            end(ExitReason.crashed(new GuestException(code(exitCode), String.join("\n", lastErrors))));
        }
    }

    private static String code(int exitCode) {
        return exitCode > 128
                ? "its process was killed by signal " + (exitCode - 128)
                : "its process ended with exit code " + exitCode;
    }

    private void end(ExitReason reason) {
        boolean isCrash = reason.kind() == ExitReason.Kind.CRASHED;
        Throwable cause = reason.cause() == null ? new IOException("its process has ended") : reason.cause();
        if (!isUp) {
            started.tryFail(isCrash ? cause : new IOException("its process ended before it was ready"));
        } else if (!isStopping) {
            self.ifPresentOrElse(child -> child.exit(reason), () -> {
                if (isCrash) {
                    context.runOnContext(v -> sneak(cause));
                }
            });
        }
        if (session != null) {
            session.close();
            session.failUnanswered(
                    isCrash ? Supervision.CRASHED : Supervision.NOT_HANDLED,
                    isCrash ? reason.detail() : "not handled, as its process has ended");
        }
    }

    /** Nobody supervises it: an exception on its context is all that can tell. */
    private static void sneak(Throwable cause) {
        throw cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }
}
