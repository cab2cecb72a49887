package io.coppice.component.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Asks the readers of a pool: one is borrowed for each request and given back. */
public final class ReaderClient {

    private static final Duration CHECKOUT_LIMIT = Duration.ofSeconds(2);
    private static final Duration READ_LIMIT = Duration.ofSeconds(5);

    private final Requests requests;
    private final String pool;
    private final String owner;

    /**
     * A client of one borrower.
     *
     * @param prefix that of the {@link ReaderPoolVerticle}
     * @param owner the path of the child that reads
     */
    public ReaderClient(Vertx vertx, String prefix, String owner) {
        this.requests = new Requests(vertx);
        this.pool = pool(prefix);
        this.owner = owner;
    }

    /** The address of a pool. */
    static String pool(String prefix) {
        return prefix + ".pool";
    }

    /** Asks a reader. To read twice does no harm, so that the crash of a reader or of the pool costs a moment only. */
    public Future<JsonObject> ask(JsonObject question) {
        return requests.repeat(
                Failure::isPassing,
                () -> checkout()
                        .compose(lent -> requests.send(lent.getString("worker"), question, READ_LIMIT)
                                .onComplete(done -> checkin(lent))));
    }

    private Future<JsonObject> checkout() {
        JsonObject request = new JsonObject()
                .put("action", "checkout")
                .put("owner", owner)
                .put("timeout", (int) CHECKOUT_LIMIT.toMillis());
        return requests.send(pool, request, CHECKOUT_LIMIT.plusSeconds(1));
    }

    private void checkin(JsonObject lent) {
        JsonObject request = new JsonObject().put("action", "checkin").put("lease", lent.getValue("lease"));
        // Not awaited: a check-in that is lost ends with the lease's time limit.
        requests.send(pool, request, CHECKOUT_LIMIT);
    }
}
