package io.coppice.host.bridge;

import io.coppice.host.config.BridgesConfig;
import io.coppice.host.config.BridgesConfig.BridgeConfig;
import io.coppice.host.observer.ObserverToken;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The bridges of a node in its tree. */
public final class Bridges {

    /** The file in the data folder with the token that their clients need. */
    public static final String TOKEN_FILE = "bridge.token";

    private static final String ID = "bridges";

    private Bridges() {}

    /** The last child of the root: up when all else is, down first, and parked where it crashes too often. */
    public static ChildSpec spec(BridgesConfig config, ObserverToken token) {
        List<ChildSpec> children = new ArrayList<>();
        config.sockjs()
                .map(sockjs -> VerticleStart.of("bridge:sockjs", () -> new SockJsBridge(sockjs, token)))
                .ifPresent(start -> children.add(ChildSpec.of("sockjs", start)));
        config.tcp()
                .map(tcp -> VerticleStart.of("bridge:tcp", () -> new TcpBridge(tcp, token)))
                .ifPresent(start -> children.add(ChildSpec.of("tcp", start)));
        return ChildSpec.of(ID, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children.toArray(ChildSpec[]::new)))
                .withExtras(Extras.NONE.withParking());
    }

    /** Tells the node where a bridge listens, or words why it does not. */
    static Future<Void> listening(Vertx vertx, BridgeKind kind, BridgeConfig config, Future<Integer> port) {
        return port.onSuccess(at -> vertx.eventBus()
                        .publish(
                                "coppice.listening",
                                new JsonObject()
                                        .put("name", kind.word() + "-bridge")
                                        .put("host", config.host())
                                        .put("port", at),
                                new DeliveryOptions().setLocalOnly(true)))
                .recover(cause -> Future.failedFuture(new IOException(
                        "cannot listen on " + config.host() + ":" + config.port() + ": " + cause.getMessage(), cause)))
                .mapEmpty();
    }
}
