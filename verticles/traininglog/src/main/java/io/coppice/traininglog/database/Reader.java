package io.coppice.traininglog.database;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.traininglog.bus.Failure;
import io.coppice.traininglog.bus.Service;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A verticle that reads from the database, one request at a time; started by the {@link ReaderPool}.
 */
final class Reader extends VerticleBase {

    private final String id;
    private final Path file;
    private @Nullable TrainingLog log;

    Reader(String id, Path file) {
        this.id = id;
        this.file = file;
    }

    static String address(String id) {
        return "traininglog.database.reader." + id;
    }

    @Override
    public Future<?> start() {
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        return vertx.executeBlocking(() -> SqliteTrainingLog.reader(file)).onSuccess(opened -> {
            if (self.ended().isComplete()) {
                // Killed meanwhile: nobody stops it any more, and the next one has its address.
                closeBlocking(opened);
                return;
            }
            log = opened;
            Service.serve(vertx, address(id), message -> receive(message, opened, self));
        });
    }

    private void receive(Message<JsonObject> message, TrainingLog opened, Child self) {
        if (!self.isRunning()) {
            Failure.UNAVAILABLE.reply(message, "the reader has ended");
            return;
        }
        vertx.executeBlocking(() -> answer(message.body(), opened)).onComplete(answered -> {
            if (answered.succeeded()) {
                message.reply(answered.result());
            } else if (answered.cause() instanceof TrainingLogException known) {
                known.failure().reply(message, String.valueOf(known.getMessage()));
            } else if (answered.cause() instanceof IllegalArgumentException malformed) {
                Failure.BAD_REQUEST.reply(message, String.valueOf(malformed.getMessage()));
            } else {
                Failure.UNAVAILABLE.reply(message, "the reader crashed: " + answered.cause());
                throw new IllegalStateException("a read failed", answered.cause());
            }
        });
    }

    private static JsonObject answer(JsonObject request, TrainingLog opened) throws TrainingLogException {
        UserName user = new UserName(Service.text(request, "username"));
        String action = String.valueOf(request.getValue("action"));
        return switch (action) {
            case "exists" -> new JsonObject().put("exists", opened.exists(user));
            case "read" -> read(opened, user);
            default -> throw new IllegalArgumentException("\"action\" must be exists or read, not " + action);
        };
    }

    private static JsonObject read(TrainingLog opened, UserName user) throws TrainingLogException {
        Buffer logs = Buffer.buffer();
        int[] count = {0};
        long last = opened.read(user, entry -> {
            logs.appendString(count[0] == 0 ? "" : ",").appendString(entry.toJson());
            count[0]++;
        });
        return new JsonObject().put("last", last).put("count", count[0]).put("logs", logs);
    }

    @Override
    public Future<?> stop() {
        TrainingLog opened = log;
        if (opened == null) {
            return Future.succeededFuture();
        }
        return closeBlocking(opened);
    }

    private Future<?> closeBlocking(TrainingLog opened) {
        return vertx.executeBlocking(() -> {
            opened.close();
            return opened;
        });
    }
}
