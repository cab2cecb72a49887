package io.coppice.infosys.rooms;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.component.bus.Service;
import io.coppice.infosys.question.Texts;
import io.coppice.infosys.service.InformationSystem;
import io.coppice.infosys.talk.History;
import io.coppice.infosys.talk.Said;
import io.coppice.infosys.talk.Seen;
import io.coppice.infosys.talk.Topic;
import io.coppice.supervision.Child;
import io.coppice.supervision.Monitor;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The process of one room on one node: it tells its clients, and the other nodes, what is said. */
final class Room extends VerticleBase {

    /** How long other nodes are waited for when it starts. */
    static final Duration HISTORY_LIMIT = Duration.ofSeconds(1);

    /** Longer than the longest deadline for a question. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(65);

    private static final String SYSTEM = "information system";
    private static final int MOST_CLIENTS = 1_000;
    private static final int MOST_QUESTIONS = 10;
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Topic topic;
    private final History history;
    private final Duration idle;
    private final InstantSource clock;
    private final Map<String, Monitor> clients = new HashMap<>();
    private int questions;

    Room(Topic topic, History history, Duration idle, InstantSource clock) {
        this.topic = topic;
        this.history = history;
        this.idle = idle;
        this.clock = clock;
    }

    static String address(Topic topic) {
        return "infosys.room." + topic;
    }

    @Override
    public Future<?> start() {
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        String node = Nodes.of(vertx).self();
        List<Future<List<Said>>> others = Nodes.of(vertx).membership().nodes().stream()
                .filter(other -> !other.equals(node))
                .map(this::askForHistory)
                .toList();
        // One that does not answer may have gone.
        return Future.join(others).transform(asked -> {
            others.stream()
                    .filter(Future::succeeded)
                    .forEach(known -> known.result().forEach(history::add));
            Service.serve(vertx, address(topic), message -> receive(message, self));
            vertx.setPeriodic(Math.min(idle.toMillis(), 60_000), timer -> endIfIdle(self));
            return Future.succeededFuture();
        });
    }

    private Future<List<Said>> askForHistory(String node) {
        JsonObject request = new JsonObject().put("action", "history").put("topic", topic.value());
        return vertx.eventBus()
                .<JsonObject>request(
                        Hall.address(node), request, new DeliveryOptions().setSendTimeout(HISTORY_LIMIT.toMillis()))
                .map(reply -> reply.body().getJsonArray("said").stream()
                        .map(said -> Said.of((JsonObject) said))
                        .toList());
    }

    private void receive(Message<JsonObject> message, Child self) {
        if (!self.isRunning()) {
            Failure.UNAVAILABLE.reply(message, "the room is being restarted");
            return;
        }
        try {
            String action = Service.text(message.body(), "action");
            switch (action) {
                case "join" -> join(message);
                case "say" -> {
                    String from = Texts.line("name", Service.text(message.body(), "from"), Said.MOST_NAME);
                    String text = Texts.line("text", Service.text(message.body(), "text"), Said.MOST_CHARACTERS);
                    message.reply(
                            new JsonObject().put("id", say(from, text, false).id()));
                }
                case "heard" ->
                    hear(Said.of(message.body().getValue("said") instanceof JsonObject said ? said : new JsonObject()));
                case "history" ->
                    message.reply(new JsonObject()
                            .put(
                                    "said",
                                    new JsonArray(history.all().stream()
                                            .map(Said::toJson)
                                            .toList())));
                default ->
                    throw new IllegalArgumentException("\"action\" must be join, say, heard or history, not " + action);
            }
        } catch (IllegalArgumentException wrong) {
            Failure.BAD_REQUEST.reply(message, String.valueOf(wrong.getMessage()));
        }
    }

    private void join(Message<JsonObject> message) {
        String path = Service.text(message.body(), "client");
        Seen seen = Seen.of(Service.text(message.body(), "since"));
        Child client = Supervision.of(vertx)
                .child(path)
                .orElseThrow(() -> new IllegalArgumentException("there is no client " + path));
        if (clients.size() >= MOST_CLIENTS && !clients.containsKey(client.id())) {
            Failure.FULL.reply(message, "the room " + topic + " is full");
            return;
        }
        Monitor monitor = client.monitor();
        clients.put(client.id(), monitor);
        monitor.down().onSuccess(reason -> clients.remove(client.id(), monitor));
        message.reply(new JsonObject());
        tell(
                client.id(),
                new JsonObject()
                        .put("joined", topic.value())
                        .put("node", Nodes.of(vertx).self())
                        .put("lost", seen.isNothing() ? 0 : history.lostAfter(seen)));
        history.after(seen).forEach(said -> tell(client.id(), new JsonObject().put("said", said.toJson())));
    }

    private void tell(String client, JsonObject news) {
        vertx.eventBus().send(Client.address(client), news, LOCAL);
    }

    private void hear(Said said) {
        if (history.add(said)) {
            clients.keySet().forEach(client -> tell(client, new JsonObject().put("said", said.toJson())));
        }
    }

    private Said say(String from, String text, boolean isAnswer) {
        Said said = history.say(clock.millis(), from, text, isAnswer);
        JsonObject json = said.toJson();
        clients.keySet().forEach(client -> tell(client, new JsonObject().put("said", json)));
        vertx.eventBus()
                .publish(Hall.NEWS, new JsonObject().put("topic", topic.value()).put("said", json));
        if (said.isQuestion()) {
            answer(text);
        }
        return said;
    }

    /** The room that a question was typed in asks, and says the answer to all. */
    private void answer(String question) {
        if (questions >= MOST_QUESTIONS) {
            say(SYSTEM, "No answer: " + MOST_QUESTIONS + " questions of this room are looked into already.", true);
            return;
        }
        questions++;
        JsonObject ask =
                new JsonObject().put("action", "ask").put("question", question).put("limit", 1);
        Requests requests = new Requests(vertx);
        requests.repeat(Failure::isUndone, () -> requests.send(InformationSystem.ADDRESS, ask, ANSWER_LIMIT))
                .map(Room::answerIn)
                .otherwise(cause -> "No answer: " + cause.getMessage())
                .onSuccess(text -> {
                    questions--;
                    say(SYSTEM, text, true);
                });
    }

    private static String answerIn(JsonObject found) {
        JsonArray answers = found.getJsonArray("answers");
        if (answers.isEmpty()) {
            return "I have no answer to: " + found.getString("question");
        }
        JsonObject best = answers.getJsonObject(0);
        return best.getString("text") + " (" + best.getString("backend") + ")";
    }

    private void endIfIdle(Child self) {
        boolean isQuiet = clock.millis() - history.lastAt() >= idle.toMillis();
        if (clients.isEmpty() && isQuiet) {
            self.exit(ExitReason.NORMAL);
        }
    }
}
