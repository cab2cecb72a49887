package io.coppice.shopping.service;

import io.coppice.component.bus.ClusterNames;
import io.coppice.component.bus.Service;
import io.coppice.shopping.database.StoredSessions;
import io.coppice.shopping.session.Session;
import io.coppice.supervision.Child;
import io.coppice.supervision.Ignore;
import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The process of one session, which begins with what is kept of it.
 *
 * <p>Where nothing is kept it has been checked out, or has expired, before it could say so: then it answers its start with
 * <em>ignore</em>, and its supervisor forgets it.
 */
final class SessionServer extends VerticleBase {

    private final String key;
    private final Optional<Session> begun;
    private final String supervisorPath;
    private final Duration idle;
    private final InstantSource clock;

    /**
     * A process.
     *
     * @param begun the session where that is known, as it was kept a moment ago; else it is read
     */
    SessionServer(String key, Optional<Session> begun, String supervisorPath, Duration idle, InstantSource clock) {
        this.key = key;
        this.begun = begun;
        this.supervisorPath = supervisorPath;
        this.idle = idle;
        this.clock = clock;
    }

    /** A key is a plain word, and so a part of an address as it is. */
    static String address(String key) {
        return SessionService.ADDRESS + "." + key;
    }

    /** Which node serves which session, where they are those of all nodes. */
    static ClusterNames names(Vertx vertx) {
        return new ClusterNames(vertx, "shopping", "shopping.sessions");
    }

    /** Another node may have had the name since what is known was read. */
    private Future<Optional<Session>> known(ClusterNames names, StoredSessions stored) {
        return begun.isPresent() && !names.areNeeded() ? Future.succeededFuture(begun) : stored.find(key);
    }

    @Override
    public Future<?> start() {
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        // Readers are lent to all sessions together: a pool that watched each would have as many watches as there are
        // sessions.
        StoredSessions stored = new StoredSessions(vertx, supervisorPath);
        ClusterNames names = names(vertx);
        return names.take(key, self, address(key))
                .compose(named -> known(names, stored))
                .compose(found -> {
                    if (found.isEmpty()) {
                        return Future.failedFuture(new Ignore("nothing is kept of the session " + key));
                    }
                    SessionTurns turns = new SessionTurns(vertx, self, stored, found.get(), idle, clock);
                    Service.serve(vertx, address(key), turns::receive);
                    self.ended().onComplete(reason -> context.runOnContext(v -> turns.abandon()));
                    turns.expireLater();
                    return Future.succeededFuture();
                });
    }
}
