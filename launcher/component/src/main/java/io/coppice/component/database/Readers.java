package io.coppice.component.database;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartType;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readers as the pool sees them: started under their dynamic supervisor, watched, and found again after a crash.
 *
 * <p>The supervisor restarts permanent readers. When it was restarted itself it is empty, and they are started anew.
 */
final class Readers {

    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

    private static final long PAUSE_MILLIS = 100;

    private final Vertx vertx;
    private final Context context;
    private final Child owner;
    private final String supervisorPath;
    private final DeploymentOptions options;
    private final Function<String, Deployable> reader;
    private @Nullable Pool pool;
    private boolean failing;

    /**
     * The readers of one pool.
     *
     * @param owner the pool
     * @param reader makes one with this id
     */
    Readers(
            Vertx vertx,
            Context context,
            Child owner,
            String supervisorPath,
            DeploymentOptions options,
            Function<String, Deployable> reader) {
        this.vertx = vertx;
        this.context = context;
        this.owner = owner;
        this.supervisorPath = supervisorPath;
        this.options = options;
        this.reader = reader;
    }

    /** Starts the permanent readers, and finds those that a pool before this one has left. */
    void start(int size, Pool toTell) {
        pool = toTell;
        supervisor().ifPresent(found -> toTell.overflowNames().forEach(found::terminateChild));
        for (int number = 1; number <= size; number++) {
            ensure("reader-" + number);
        }
    }

    /** Goes on until the reader runs and the pool knows it, or the pool itself has ended. */
    private void ensure(String id) {
        if (owner.ended().isComplete()) {
            return;
        }
        Optional<Supervisor> found = supervisor();
        Optional<Child> running =
                found.flatMap(supervisor -> supervisor.child(id)).filter(Child::isRunning);
        if (running.isPresent()) {
            adopt(running.get(), () -> ensure(id));
        } else if (found.isPresent()) {
            // Refused where it runs or is being restarted, so that the next look finds it.
            found.get()
                    .startChild(spec(id, RestartType.PERMANENT))
                    .onComplete(started -> onContext(() -> {
                        if (started.succeeded()) {
                            ensure(id);
                        } else {
                            ensureLater(id);
                        }
                    }));
        } else {
            ensureLater(id);
        }
    }

    private void ensureLater(String id) {
        vertx.setTimer(PAUSE_MILLIS, timer -> ensure(id));
    }

    void startOverflow(String id) {
        Optional<Supervisor> found = supervisor();
        if (found.isEmpty()) {
            downLater(id);
            return;
        }
        found.get()
                .startChild(spec(id, RestartType.TEMPORARY))
                .onComplete(started -> onContext(() -> {
                    if (started.succeeded()) {
                        failing = false;
                        adopt(started.result(), () -> {});
                    } else {
                        warnOnce(id, started.cause());
                        downLater(id);
                    }
                }));
    }

    /** After a pause: the pool starts another at once while somebody waits. */
    private void downLater(String id) {
        vertx.setTimer(PAUSE_MILLIS, timer -> onContext(() -> tell().workerDown(id)));
    }

    /** Once for all that fail in a row: the supervisor tells of each. */
    private void warnOnce(String id, Throwable cause) {
        if (!failing) {
            failing = true;
            LOG.warn(
                    "{}/{} was not started, it is tried again until it is: {}", supervisorPath, id, cause.getMessage());
        }
    }

    void stopOverflow(String id) {
        supervisor().ifPresent(found -> found.terminateChild(id));
    }

    private void adopt(Child child, Runnable andThen) {
        tell().workerUp(child.id(), System.nanoTime());
        child.ended()
                .onComplete(reason -> onContext(() -> {
                    tell().workerDown(child.id());
                    andThen.run();
                }));
    }

    private ChildSpec spec(String id, RestartType restart) {
        VerticleStart start = VerticleStart.of("java:" + ReaderVerticle.class.getName(), () -> reader.apply(id))
                .withOptions(options);
        return ChildSpec.of(id, start).withRestart(restart);
    }

    private Optional<Supervisor> supervisor() {
        return Supervision.of(vertx).supervisor(supervisorPath);
    }

    private Pool tell() {
        Pool told = pool;
        if (told == null) {
            throw new IllegalStateException("not started");
        }
        return told;
    }

    /** A child's end and a supervisor's answer come on other contexts. */
    private void onContext(Runnable action) {
        context.runOnContext(v -> action.run());
    }
}
