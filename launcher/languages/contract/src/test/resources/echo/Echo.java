import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;

public class Echo extends VerticleBase {

    private int count;

    @Override
    public Future<?> start() {
        var bus = vertx.eventBus();
        return Future.all(
                bus.consumer("java", message -> message.reply(message.body())).completion(),
                bus.consumer("java.next", message -> message.reply(next(message.body()))).completion(),
                bus.consumer("java.crash", message -> {
                    throw new IllegalStateException("as you wish");
                }).completion());
    }

    private JsonObject next(Object body) {
        return new JsonObject().put("n", ++count).put("echo", body);
    }
}
