import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GreeterTest {

    @Test
    void itGreetsByName() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            JsonObject config = new JsonObject().put("greeting", "hello");
            vertx.deployVerticle(new Greeter(), new DeploymentOptions().setConfig(config)).await(30, TimeUnit.SECONDS);
            Object answer = vertx.eventBus()
                    .request("@NAME@", new JsonObject().put("name", "Ann"))
                    .await(30, TimeUnit.SECONDS)
                    .body();
            assertEquals(new JsonObject().put("text", "hello, Ann"), answer);
        } finally {
            vertx.close().await(30, TimeUnit.SECONDS);
        }
    }
}
