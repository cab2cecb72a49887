package io.coppice.traininglog.books;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartType;
import io.coppice.traininglog.database.StoredBooks;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * All books, for one who reads and writes them: finds the server of a user, and starts it where there is none.
 *
 * <p>The supervisor starts no two servers of one name, so of two who ask at once one starts it and the other finds it.
 */
public final class Books {

    /** Longer than a server takes to answer, with its own request to the database. */
    private static final Duration RECORD_LIMIT = Duration.ofSeconds(9);

    private final Vertx vertx;
    private final String supervisorPath;
    private final BookSettings settings;
    private final BookTable table;
    private final Requests requests;
    private final StoredBooks stored;

    /**
     * The books of this Vert.x.
     *
     * @param supervisorPath the dynamic supervisor of the servers
     * @param owner the path of the child that asks
     */
    public Books(Vertx vertx, String supervisorPath, String owner, BookSettings settings) {
        this.vertx = vertx;
        this.supervisorPath = supervisorPath;
        this.settings = settings;
        this.table = BookTable.of(vertx);
        this.requests = new Requests(vertx);
        this.stored = new StoredBooks(vertx, owner);
    }

    /** The book of a user if it is loaded: no message, no wait. */
    public Optional<LoadedBook> loaded(UserName user) {
        return table.find(user);
    }

    /** The book of a user, loaded if need be; empty where there is none. Nothing is started for a user without a book. */
    public Future<Optional<LoadedBook>> find(UserName user) {
        return stored.exists(user)
                .compose(exists -> exists ? open(user).map(Optional::of) : Future.succeededFuture(Optional.empty()));
    }

    /** Adds an entry; when it completes, the entry is durable and in the book. */
    public Future<Void> record(UserName user, TrainingEntry entry) {
        JsonObject request = new JsonObject()
                .put("action", "record")
                .put("movement_name", entry.movement().word())
                .put("rep", entry.rep())
                .put("weight", entry.weight());
        return requests.repeat(
                        Failure::isUndone,
                        () -> open(user)
                                .compose(book -> requests.send(BookServer.address(user), request, RECORD_LIMIT)))
                .mapEmpty();
    }

    private Future<LoadedBook> open(UserName user) {
        return requests.repeat(
                Books::isPassing,
                () -> table.find(user).map(Future::succeededFuture).orElseGet(() -> start(user)));
    }

    private Future<LoadedBook> start(UserName user) {
        Optional<Supervisor> supervisor = Supervision.of(vertx).supervisor(supervisorPath);
        if (supervisor.isEmpty()) {
            return Future.failedFuture(Failure.UNAVAILABLE.exception("the books' supervisor is being restarted"));
        }
        DeploymentOptions options = new DeploymentOptions().setClassLoader(BookServer.class.getClassLoader());
        VerticleStart start = VerticleStart.of(
                        "java:" + BookServer.class.getName(), () -> new BookServer(user, settings))
                .withOptions(options);
        return supervisor
                .get()
                .startChild(ChildSpec.of(user.escaped(), start).withRestart(RestartType.TRANSIENT))
                .compose(child -> table.find(user)
                        .map(Future::succeededFuture)
                        .orElseGet(() ->
                                Future.failedFuture(Failure.UNAVAILABLE.exception("the book's server ended at once"))));
    }

    /** Somebody else has started the server, or it is being restarted: it will be in the table. */
    private static boolean isPassing(Throwable cause) {
        if (cause instanceof SupervisionException refused) {
            return switch (refused.code()) {
                case ALREADY_STARTED, ALREADY_PRESENT, RESTARTING, SHUTTING_DOWN -> true;
                default -> false;
            };
        }
        return Failure.isPassing(cause);
    }
}
