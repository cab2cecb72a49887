import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;

/** Greets by name whoever asks. */
public class Greeter extends VerticleBase {

    @Override
    public Future<?> start() {
        return vertx.eventBus()
                .<JsonObject>consumer("@NAME@", message -> {
                    String text = config().getString("greeting") + ", " + message.body().getString("name");
                    message.reply(new JsonObject().put("text", text));
                })
                .completion();
    }
}
