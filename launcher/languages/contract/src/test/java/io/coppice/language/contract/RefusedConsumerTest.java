package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.Child;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest whose consumer the cluster does not take is not up. */
@SuppressWarnings("NullAway.Init")
class RefusedConsumerTest {

    @TempDir
    Path folder;

    private GuestTree tree;

    @BeforeEach
    void start() {
        ClusterManager refusing = (ClusterManager) Proxy.newProxyInstance(
                ClusterManager.class.getClassLoader(),
                new Class<?>[] {ClusterManager.class},
                RefusedConsumerTest::answer);
        VertxOptions options = new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1"));
        tree = new GuestTree(
                folder,
                GuestTree.get(Vertx.builder()
                        .with(options)
                        .withClusterManager(refusing)
                        .buildClustered()));
    }

    @AfterEach
    void stop() {
        tree.close();
    }

    /** A cluster of one node that takes no consumers of {@code refused}. */
    @SuppressWarnings("unchecked")
    private static @Nullable Object answer(Object proxy, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        if (arguments != null && arguments[arguments.length - 1] instanceof Completable<?> promise) {
            if (method.getName().equals("addRegistration") && arguments[0].equals("refused")) {
                promise.fail("the cluster is full");
            } else {
                ((Completable<Object>) promise).succeed(method.getName().startsWith("getReg") ? List.of() : null);
            }
        }
        return switch (method.getName()) {
            case "getNodeId" -> "one";
            case "isActive" -> true;
            case "getNodes" -> List.of("one");
            case "getSyncMap" -> Map.of();
            default -> null;
        };
    }

    private void assertRefused(String start) {
        assertThat(tree.startFails(tree.spec("guest", start, new JsonObject())))
                .hasMessageContaining("a consumer is not known")
                .hasMessageContaining("the cluster is full");
    }

    @Test
    void in_javascript() {
        tree.write("refused.js", "require('coppice').consumer('refused', message => message.reply(1));\n");
        assertRefused("js:refused.js");
    }

    /** It would believe that it listens. */
    @Test
    void when_it_is_up_that_is_a_crash() {
        Tools.need("python3");
        tree.write("late.js", """
                import { consumer } from 'coppice';
                consumer('late', () => consumer('refused', message => message.reply(1)));
                """);
        tree.write("late.py", """
                import coppice

                @coppice.consumer("late")
                def begin(message):
                    coppice.consumer("refused")(lambda other: other.reply(1))
                """);
        for (String start : List.of("js:late.js", "python:late.py")) {
            Child child = tree.start("late", start, new JsonObject());
            tree.vertx.eventBus().send("late", 1, new DeliveryOptions().setLocalOnly(true));
            assertThat(GuestTree.get(child.ended()).detail())
                    .contains("a consumer is not known: refused", "the cluster is full");
            tree.terminate("late");
        }
    }

    @Test
    void in_python() {
        Tools.need("python3");
        tree.write("refused.py", """
                import coppice

                @coppice.consumer("refused")
                def answer(message):
                    message.reply(1)
                """);
        assertRefused("python:refused.py");
    }
}
