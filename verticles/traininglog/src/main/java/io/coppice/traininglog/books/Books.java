package io.coppice.traininglog.books;

import io.coppice.component.bus.ClusterNames;
import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.coppice.traininglog.database.EntryList;
import io.coppice.traininglog.database.StoredBooks;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All books, for one who reads and writes them: finds the server of a user, on whichever node it is, and starts it here where there is
 * none.
 *
 * <p>The supervisor starts no two servers of one name, so of two who ask at once one starts it and the other finds it; and of two
 * nodes one gets the user's name in the cluster.
 */
public final class Books {

    /** The most entries of one group. */
    public static final int MOST_AT_ONCE = EntryList.MOST;

    /** Longer than a server takes to answer, with its own request to the database. */
    private static final Duration RECORD_LIMIT = Duration.ofSeconds(9);

    /** A page of another node, which may be asked for again. */
    private static final Duration PAGE_LIMIT = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final String supervisorPath;
    private final BookSettings settings;
    private final BookTable table;
    private final Requests requests;
    private final StoredBooks stored;
    private final ClusterNames names;

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
        this.names = BookServer.names(vertx);
    }

    /** The book of a user if it is loaded: no message, no wait. */
    public Optional<LoadedBook> loaded(UserName user) {
        return table.find(user);
    }

    /**
     * A book as {@code GET} answers it.
     *
     * @param whole all of it; empty where it is too long for that, and read with {@link #pages}
     */
    public record Page(Optional<Buffer> whole) {}

    /** The page of a user, from wherever the book is served; empty where there is none. Nothing is started for a user without a book. */
    public Future<Optional<Page>> page(UserName user) {
        return requests.repeat(
                Books::isPassing,
                () -> names.registry().isElsewhere(user.value())
                        ? pageFromElsewhere(user)
                        : stored.exists(user)
                                .compose(exists ->
                                        exists ? openedPage(user) : Future.succeededFuture(Optional.empty())));
    }

    private Future<Optional<Page>> openedPage(UserName user) {
        return open(user)
                .compose(here -> here.isEmpty()
                        ? pageFromElsewhere(user)
                        : Future.succeededFuture(
                                here.filter(book -> !book.isEmpty()).map(book -> new Page(book.page()))));
    }

    private Future<Optional<Page>> pageFromElsewhere(UserName user) {
        return names.registry()
                .<Buffer>request(user.value(), new JsonObject().put("action", "page"), options(PAGE_LIMIT))
                .map(reply -> Optional.of(new Page(Optional.of(reply.body()).filter(whole -> whole.length() > 0))))
                .recover(cause ->
                        Failure.of(cause).filter(Failure.NOT_FOUND::equals).isPresent()
                                ? Future.succeededFuture(Optional.empty())
                                : Future.failedFuture(cause));
    }

    /** Adds an entry; when it completes, the entry is durable and in the book. */
    public Future<Void> record(UserName user, TrainingEntry entry) {
        return send(user, EntryList.putFields(new JsonObject().put("action", "record"), entry));
    }

    /**
     * Adds entries, the oldest first, as one group: when it completes they are durable and in the book, and where it fails none is,
     * unless the failure says that this is not known.
     *
     * @param entries no more than {@link #MOST_AT_ONCE}
     */
    public Future<Void> recordAll(UserName user, List<TrainingEntry> entries) {
        return send(user, EntryList.put(new JsonObject().put("action", "record_all"), entries));
    }

    private Future<Void> send(UserName user, JsonObject request) {
        return requests.repeat(
                        Failure::isUndone,
                        () -> open(user)
                                .compose(here -> here.isEmpty()
                                        ? names.registry()
                                                .<JsonObject>request(user.value(), request, options(RECORD_LIMIT))
                                                .map(reply -> reply.body())
                                        : requests.send(BookServer.address(user), request, RECORD_LIMIT)))
                .mapEmpty();
    }

    /** The books as the database has them, page by page; no server is started for it. */
    public BookPages pages() {
        return new BookPages(stored);
    }

    private static DeliveryOptions options(Duration limit) {
        return new DeliveryOptions().setSendTimeout(limit.toMillis());
    }

    /** The book, whose server is started here where no node has it; empty where another has. */
    private Future<Optional<LoadedBook>> open(UserName user) {
        return requests.<Optional<LoadedBook>>repeat(
                        Books::isPassing,
                        () -> names.registry().isElsewhere(user.value())
                                ? Future.succeededFuture(Optional.empty())
                                : table.find(user)
                                        .map(Future::succeededFuture)
                                        .orElseGet(() -> start(user))
                                        .map(Optional::of))
                .recover(Books::notOpened);
    }

    /** Its supervisor has its own reasons; nothing was done to the book in any case. */
    private static <T> Future<T> notOpened(Throwable cause) {
        if (!(cause instanceof SupervisionException refused)) {
            return Future.failedFuture(cause);
        }
        Failure failure = refused.code() == Refusal.MAX_CHILDREN ? Failure.OVERLOADED : Failure.UNAVAILABLE;
        return Future.failedFuture(failure.exception("the book's server was not started: " + refused.getMessage()));
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
        return names.mayStart()
                .compose(may -> supervisor
                        .get()
                        .startChild(ChildSpec.of(user.escaped(), start).withRestart(RestartType.TRANSIENT)))
                .compose(child -> table.find(user)
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(
                                Failure.UNAVAILABLE.exception("the book's server is not up, here or elsewhere"))));
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
