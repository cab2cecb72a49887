package shop;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;

/** Sells what is in stock: {"key": "milk"} to shop.sell, and the reply is how many are left. */
public class StockKeeper extends VerticleBase {

    @Override
    public Future<?> start() {
        vertx.eventBus().<JsonObject>consumer("shop.sell", order -> takeOne(order.body().getString("key"))
                .onSuccess(left -> order.reply(new JsonObject().put("left", left)))
                .onFailure(failure -> order.fail(409, failure.getMessage())));
        return ask(new JsonObject().put("action", "create"))
                .compose(created -> ask(put("milk", "2").put("if_version", 0)))
                // There was some already.
                .recover(failure -> isConflict(failure) ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    /** Compare and set: whoever changes the value in between makes it try again. */
    private Future<Integer> takeOne(String key) {
        return ask(new JsonObject().put("action", "get").put("key", key)).compose(found -> {
            String value = found.getString("value");
            int left = value == null ? -1 : Integer.parseInt(value) - 1;
            if (left < 0) {
                return Future.failedFuture("no " + key + " left");
            }
            return ask(put(key, Integer.toString(left)).put("if_version", found.getLong("version")))
                    .map(left)
                    .recover(failure -> isConflict(failure) ? takeOne(key) : Future.failedFuture(failure));
        });
    }

    private static JsonObject put(String key, String value) {
        return new JsonObject().put("action", "put").put("key", key).put("value", value);
    }

    private Future<JsonObject> ask(JsonObject request) {
        return vertx.eventBus()
                .<JsonObject>request("kv.router", request.put("bucket", "shop"))
                .map(reply -> reply.body());
    }

    private static boolean isConflict(Throwable failure) {
        return failure instanceof ReplyException refused && refused.failureCode() == 412;
    }
}
