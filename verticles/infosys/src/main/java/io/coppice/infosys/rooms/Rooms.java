package io.coppice.infosys.rooms;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.infosys.talk.History;
import io.coppice.infosys.talk.Topic;
import io.coppice.supervision.Child;
import io.coppice.supervision.Names;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The rooms of this node, for the one verticle that finds or starts them. */
final class Rooms {

    private final Vertx vertx;
    private final String supervisorPath;
    private final int mostKept;
    private final Duration idle;
    private final InstantSource clock;
    private final Requests requests;
    /** Those that are not up yet, so that who comes second waits for the first one's, and behind it. */
    private final Map<Topic, Future<Child>> opening = new HashMap<>();

    /**
     * Rooms.
     *
     * @param mostKept how much of what is said each keeps
     * @param idle after how long without anybody and anything one ends
     */
    Rooms(Vertx vertx, String supervisorPath, int mostKept, Duration idle, InstantSource clock) {
        this.vertx = vertx;
        this.supervisorPath = supervisorPath;
        this.mostKept = mostKept;
        this.idle = idle;
        this.clock = clock;
        this.requests = new Requests(vertx);
    }

    /** Whether there is one, up or on its way. */
    Optional<Child> find(Topic topic) {
        return Supervision.of(vertx).child(supervisorPath + "/" + topic).filter(Child::isRunning);
    }

    /** Finds a room, starts it, or waits for its restart; of several calls for one topic, the futures complete in order. */
    Future<Child> open(Topic topic) {
        Future<Child> underWay = opening.get(topic);
        if (underWay != null) {
            return underWay;
        }
        Optional<Child> running = find(topic);
        if (running.isPresent()) {
            return Future.succeededFuture(running.get());
        }
        Future<Child> opened = requests.repeat(
                Failure::isPassing,
                () -> find(topic).map(Future::succeededFuture).orElseGet(() -> start(topic)));
        opening.put(topic, opened);
        return opened.onComplete(done -> opening.remove(topic));
    }

    private Future<Child> start(Topic topic) {
        Optional<Supervisor> supervisor = Supervision.of(vertx).supervisor(supervisorPath);
        if (supervisor.isEmpty()) {
            return Future.failedFuture(Failure.UNAVAILABLE.exception("the supervisor of rooms is being restarted"));
        }
        String life = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), Character.MAX_RADIX);
        History history = new History(Names.escape(Nodes.of(vertx).self()) + "." + life, mostKept);
        VerticleStart start = VerticleStart.of(
                        // The next process of a room that crashed begins with what the one before knew.
                        "java:" + Room.class.getName(), () -> new Room(topic, history, idle, clock))
                .withOptions(new DeploymentOptions().setClassLoader(Room.class.getClassLoader()));
        return supervisor
                .get()
                .startChild(ChildSpec.of(topic.value(), start).withRestart(RestartType.TRANSIENT))
                .compose(room -> room == null
                        ? Future.failedFuture(new IllegalStateException("room " + topic + " was ignored"))
                        : Future.succeededFuture(room))
                .recover(cause -> Future.failedFuture(described(cause)));
    }

    private static Throwable described(Throwable cause) {
        if (!(cause instanceof SupervisionException refused)) {
            return cause;
        }
        return refused.code() == Refusal.MAX_CHILDREN
                ? Failure.FULL.exception("there are as many rooms as there may be")
                // It is being restarted, or its supervisor is.
                : Failure.UNAVAILABLE.exception("the room is not up: " + cause.getMessage());
    }
}
