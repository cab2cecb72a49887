package io.coppice.infosys.rooms;

import io.coppice.infosys.talk.Seen;
import io.coppice.infosys.talk.Topic;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartType;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All who are in rooms over this node: a temporary process for each WebSocket. */
public final class Clients {

    private static final Logger LOG = LoggerFactory.getLogger(Clients.class);

    private final Vertx vertx;
    private final String supervisorPath;

    public Clients(Vertx vertx, String supervisorPath) {
        this.vertx = vertx;
        this.supervisorPath = supervisorPath;
    }

    /** Starts the process of a socket, which is paused; where that cannot be, the socket is closed with the reason. */
    public void start(ServerWebSocket socket, Topic topic, String name, Seen seen) {
        DeploymentOptions options = new DeploymentOptions().setClassLoader(Client.class.getClassLoader());
        VerticleStart start = VerticleStart.of(
                        "java:" + Client.class.getName(), () -> new Client(socket, topic, name, seen))
                .withOptions(options);
        ChildSpec spec = ChildSpec.of(UUID.randomUUID().toString(), start).withRestart(RestartType.TEMPORARY);
        start(spec).onFailure(cause -> {
            LOG.warn("a client was not let in: {}", cause.getMessage());
            socket.close(Client.TRY_AGAIN, "not now");
        });
    }

    private Future<@Nullable Child> start(ChildSpec spec) {
        return Supervision.of(vertx)
                .supervisor(supervisorPath)
                .map(supervisor -> supervisor.startChild(spec))
                .orElseGet(() -> Future.failedFuture("the supervisor of clients is being restarted"));
    }
}
