package io.coppice.component.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Service;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A verticle that reads from a database, one request at a time; started by the {@link ReaderPoolVerticle}.
 */
final class ReaderVerticle<C extends AutoCloseable> extends VerticleBase {

    private final String address;
    private final Opener<C> opener;
    private final Answering<C> answering;
    private @Nullable C connection;

    ReaderVerticle(String address, Opener<C> opener, Answering<C> answering) {
        this.address = address;
        this.opener = opener;
        this.answering = answering;
    }

    /** How a request is answered with a connection; on a worker thread, where it may block. */
    @FunctionalInterface
    interface Answering<C> {
        JsonObject answer(C connection, JsonObject request) throws DatabaseException;
    }

    @Override
    public Future<?> start() {
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        return vertx.executeBlocking(opener::open).onSuccess(opened -> {
            if (self.ended().isComplete()) {
                // Killed meanwhile: nobody stops it any more, and the next one has its address.
                closeBlocking(opened);
                return;
            }
            connection = opened;
            // One that is killed is not asked to stop.
            self.ended().onComplete(ended -> context.runOnContext(v -> end()));
            Service.serve(vertx, address, message -> receive(message, opened, self));
        });
    }

    private void receive(Message<JsonObject> message, C opened, Child self) {
        if (!self.isRunning()) {
            Failure.UNAVAILABLE.reply(message, "the reader has ended");
            return;
        }
        vertx.executeBlocking(() -> answering.answer(opened, message.body())).onComplete(answered -> {
            if (answered.succeeded()) {
                message.reply(answered.result());
            } else if (answered.cause() instanceof DatabaseException known) {
                known.failure().reply(message, String.valueOf(known.getMessage()));
            } else if (answered.cause() instanceof IllegalArgumentException malformed) {
                Failure.BAD_REQUEST.reply(message, String.valueOf(malformed.getMessage()));
            } else {
                Failure.UNAVAILABLE.reply(message, "the reader crashed: " + answered.cause());
                throw new IllegalStateException("a read failed", answered.cause());
            }
        });
    }

    @Override
    public Future<?> stop() {
        return end();
    }

    private Future<?> end() {
        C opened = connection;
        if (opened == null) {
            return Future.succeededFuture();
        }
        connection = null;
        return closeBlocking(opened);
    }

    private Future<?> closeBlocking(C opened) {
        return vertx.executeBlocking(() -> {
            opened.close();
            return opened;
        });
    }
}
