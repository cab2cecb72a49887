package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.ClusterRegistry;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.bus.EventManagerVerticle;
import io.coppice.supervision.bus.MonitorVerticle;
import io.coppice.supervision.bus.RegistryVerticle;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registries, event managers and monitors as JSON over the event bus. */
class BusServicesTest extends OnVertx {

    private final List<JsonObject> received = new CopyOnWriteArrayList<>();
    private Supervisor root;

    @BeforeEach
    void startThem() {
        root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        start("names", "{\"name\": \"names\"}", RegistryVerticle::new);
        // As a host gives it.
        start("topics", "{\"name\": \"topics\", \"keys\": \"duplicate\", \"coppice\": {}}", RegistryVerticle::new);
        start("news", "{\"name\": \"daily news\"}", EventManagerVerticle::new);
        start("monitors", "{}", MonitorVerticle::new);
        get(root.startChild(plain("alice").withRestart(RestartType.TEMPORARY)));
        get(root.startChild(plain("bob").withRestart(RestartType.TEMPORARY)));
    }

    private void start(String id, String config, Supplier<VerticleBase> verticle) {
        get(root.startChild(spec(id, config, verticle)));
    }

    private static ChildSpec spec(String id, String config, Supplier<VerticleBase> verticle) {
        DeploymentOptions options = new DeploymentOptions().setConfig(new JsonObject(config));
        return ChildSpec.of(id, VerticleStart.of(id, verticle).withOptions(options));
    }

    private JsonObject ask(String address, String json) {
        return get(vertx.eventBus().<JsonObject>request(address, new JsonObject(json)))
                .body();
    }

    private void assertRefused(int code, String text, String address, String json) {
        assertThatThrownBy(() -> ask(address, json)).isInstanceOfSatisfying(ReplyException.class, e -> {
            assertThat(e.failureCode()).isEqualTo(code);
            assertThat(e).hasMessageContaining(text);
        });
    }

    private MessageConsumer<JsonObject> receive(String address) {
        MessageConsumer<JsonObject> consumer = vertx.eventBus().localConsumer(address);
        consumer.handler(message -> received.add(message.body()));
        return consumer;
    }

    private void awaitReceived(String... messages) {
        List<JsonObject> expected = new ArrayList<>();
        for (String message : messages) {
            expected.add(new JsonObject(message));
        }
        await().untilAsserted(() -> assertThat(received).containsExactlyElementsOf(expected));
    }

    private void kill(String path) {
        Child child = running(path);
        child.exit(ExitReason.KILLED);
        get(child.ended());
    }

    // Registries

    @Test
    void aUniqueKeyIsRegisteredOnceAndGoesWithItsOwner() {
        String register = "{\"action\": \"register\", \"key\": \"k\", \"value\": {\"port\": 1}, \"owner\": \"/alice\"}";
        assertThat(ask("registry.names", register))
                .isEqualTo(new JsonObject("{\"key\": \"k\", \"owner\": \"/alice\"}"));
        assertRefused(
                409,
                "the key \"k\" is registered by /alice already",
                "registry.names",
                register.replace("/alice", "/bob"));
        String lookup = "{\"action\": \"lookup\", \"key\": \"k\"}";
        assertThat(ask("registry.names", lookup))
                .isEqualTo(new JsonObject(
                        "{\"count\": 1, \"entries\": [{\"owner\": \"/alice\", \"value\": {\"port\": 1}}]}"));
        assertThat(ask("registry.names", "{\"action\": \"keys\", \"owner\": \"/alice\"}"))
                .isEqualTo(new JsonObject("{\"count\": 1, \"keys\": [\"k\"]}"));

        kill("/alice");

        assertThat(ask("registry.names", lookup).getInteger("count")).isZero();
        assertThat(ask("registry.names", "{\"action\": \"count\"}").getInteger("count"))
                .isZero();
        assertRefused(404, "no child /alice runs", "registry.names", register);
    }

    @Test
    void aDuplicateKeyHasManyEntriesUntilTheyAreUnregistered() {
        for (String owner : List.of("/alice", "/bob")) {
            ask(
                    "registry.topics",
                    "{\"action\": \"register\", \"key\": \"k\", \"value\": 1, \"owner\": \"" + owner + "\"}");
        }
        assertThat(ask("registry.topics", "{\"action\": \"count\"}").getInteger("count"))
                .isEqualTo(2);

        ask("registry.topics", "{\"action\": \"unregister\", \"key\": \"k\", \"owner\": \"/alice\"}");

        assertThat(ask("registry.topics", "{\"action\": \"lookup\", \"key\": \"k\"}")
                        .getJsonArray("entries"))
                .isEqualTo(new JsonArray("[{\"owner\": \"/bob\", \"value\": 1}]"));
    }

    @Test
    void aChildRegistersItselfWhileItStarts() {
        List<JsonObject> answers = new CopyOnWriteArrayList<>();
        get(root.startChild(child("named", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                JsonObject register = new JsonObject(
                        "{\"action\": \"register\", \"key\": \"me\", \"value\": true, \"owner\": \"/named\"}");
                return vertx.eventBus()
                        .<JsonObject>request("registry.names", register)
                        .onSuccess(answer -> answers.add(answer.body()));
            }
        })));

        assertThat(answers).containsExactly(new JsonObject("{\"key\": \"me\", \"owner\": \"/named\"}"));
    }

    @Test
    void whatIsRegisteredOutlivesTheVerticleAndSubscribersAreToldOfItsEnd() {
        receive("inbox");
        ask("registry.names", "{\"action\": \"subscribe\", \"address\": \"inbox\"}");
        ask("registry.names", "{\"action\": \"register\", \"key\": \"k\", \"value\": 1, \"owner\": \"/alice\"}");
        awaitReceived(
                "{\"registry\": \"names\", \"event\": \"register\", \"key\": \"k\", \"owner\": \"/alice\", \"value\": 1}");
        Child first = running("/names");
        received.clear();

        first.exit(ExitReason.crashed("boom"));
        awaitAnother("/names", first);

        awaitReceived("{\"registry\": \"names\", \"ended\": true}");
        assertThat(ask("registry.names", "{\"action\": \"lookup\", \"key\": \"k\"}")
                        .getInteger("count"))
                .isEqualTo(1);
        kill("/alice");
        assertThat(ask("registry.names", "{\"action\": \"count\"}").getInteger("count"))
                .isZero();
    }

    @Test
    void aSubscriptionEndsWithItsOwner() {
        receive("inbox");
        ask("registry.names", "{\"action\": \"subscribe\", \"address\": \"inbox\", \"owner\": \"/bob\"}");

        kill("/bob");

        await().untilAsserted(() -> assertRefused(
                404,
                "has no subscriber inbox",
                "registry.names",
                "{\"action\": \"unsubscribe\", \"address\": \"inbox\"}"));
        ask("registry.names", "{\"action\": \"register\", \"key\": \"k\", \"value\": 1, \"owner\": \"/alice\"}");
        assertThat(received).isEmpty();
    }

    // Event managers

    @Test
    void eventsAreSentToSubscribersInOrder() {
        receive("inbox");
        ask("events.daily%20news", "{\"action\": \"subscribe\", \"address\": \"inbox\"}");
        assertThat(ask("events.daily%20news", "{\"action\": \"which_handlers\"}"))
                .isEqualTo(new JsonObject("{\"handlers\": [\"bus:inbox\"]}"));

        ask("events.daily%20news", "{\"action\": \"notify\", \"event\": \"one\"}");
        ask("events.daily%20news", "{\"action\": \"sync_notify\", \"event\": {\"two\": 2}}");

        awaitReceived(
                "{\"manager\": \"daily news\", \"event\": \"one\"}",
                "{\"manager\": \"daily news\", \"event\": {\"two\": 2}}");
        ask("events.daily%20news", "{\"action\": \"unsubscribe\", \"address\": \"inbox\"}");
        assertRefused(
                404,
                "no handler bus:inbox",
                "events.daily%20news",
                "{\"action\": \"unsubscribe\", \"address\": \"inbox\"}");
    }

    @Test
    void aSubscriberWithoutAHandlerIsRemoved() {
        MessageConsumer<JsonObject> inbox = receive("inbox");
        ask("events.daily%20news", "{\"action\": \"subscribe\", \"address\": \"inbox\"}");
        get(inbox.unregister());

        ask("events.daily%20news", "{\"action\": \"notify\", \"event\": 1}");

        await().until(() -> ask("events.daily%20news", "{\"action\": \"which_handlers\"}")
                .getJsonArray("handlers")
                .isEmpty());
    }

    @Test
    void aSubscriberThatDoesNotAnswerIsBoundedAndToldHowManyItLost() {
        int sent = 3_000;
        AtomicBoolean answers = new AtomicBoolean();
        vertx.eventBus().<JsonObject>localConsumer("inbox", message -> {
            received.add(message.body());
            if (answers.get()) {
                message.reply(true);
            }
        });
        ask("events.daily%20news", "{\"action\": \"subscribe\", \"address\": \"inbox\"}");
        List<Future<?>> accepted = new ArrayList<>();
        for (int i = 0; i < sent; i++) {
            JsonObject notify = new JsonObject().put("action", "notify").put("event", i);
            accepted.add(vertx.eventBus().request("events.daily%20news", notify));
        }
        get(Future.all(accepted));
        int before = received.size();
        assertThat(before).isBetween(1, sent - 1);

        answers.set(true);
        await().until(() -> received.size() > before);
        ask("events.daily%20news", "{\"action\": \"notify\", \"event\": \"after\"}");

        await().until(() -> received.get(received.size() - 1).getValue("event").equals("after"));
        // There may be several gaps, where it takes long to send.
        long lost = received.stream()
                .mapToLong(message -> message.getLong("lost", 0L))
                .sum();
        assertThat(lost).isPositive();
        assertThat(received.size() - 1 + lost).isEqualTo(sent);
        assertThat(received.subList(0, received.size() - 1))
                .extracting(message -> message.getInteger("event"))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void anEventManagerThatIsRestartedTellsItsSubscribersAndServesAgain() {
        receive("inbox");
        ask("events.daily%20news", "{\"action\": \"subscribe\", \"address\": \"inbox\"}");
        Child first = running("/news");

        first.exit(ExitReason.crashed("boom"));
        awaitAnother("/news", first);

        awaitReceived("{\"manager\": \"daily news\", \"ended\": true}");
        assertThat(ask("events.daily%20news", "{\"action\": \"which_handlers\"}")
                        .getJsonArray("handlers"))
                .isEmpty();
    }

    // Monitors

    @Test
    void aMonitorSendsOneMessageAtTheEnd() {
        receive("inbox");
        JsonObject monitor = ask("monitors", "{\"action\": \"monitor\", \"path\": \"/alice\", \"address\": \"inbox\"}");
        assertThat(monitor).isEqualTo(new JsonObject("{\"monitor\": 1}"));

        running("/alice").exit(ExitReason.crashed("boom"));

        awaitReceived("{\"event\": \"down\", \"monitor\": 1, \"path\": \"/alice\","
                + " \"reason\": {\"kind\": \"crashed\", \"detail\": \"boom\"}}");
    }

    @Test
    void aMonitorOfNobodySendsItsMessageAtOnce() {
        receive("inbox");
        ask("monitors", "{\"action\": \"monitor\", \"path\": \"/nobody\", \"address\": \"inbox\"}");

        awaitReceived("{\"event\": \"down\", \"monitor\": 1, \"path\": \"/nobody\","
                + " \"reason\": {\"kind\": \"noproc\", \"detail\": \"no child /nobody runs\"}}");
    }

    @Test
    void aMonitorThatIsTakenBackSendsNothingAndLeavesNothing() {
        receive("inbox");
        ask("monitors", "{\"action\": \"monitor\", \"path\": \"/alice\", \"address\": \"inbox\"}");
        ask("monitors", "{\"action\": \"demonitor\", \"monitor\": 1}");
        assertThat(((Running) running("/alice")).watchers().size()).isZero();
        ask("monitors", "{\"action\": \"monitor\", \"path\": \"/bob\", \"address\": \"inbox\"}");

        kill("/alice");
        kill("/bob");

        awaitReceived("{\"event\": \"down\", \"monitor\": 2, \"path\": \"/bob\","
                + " \"reason\": {\"kind\": \"killed\", \"detail\": \"\"}}");
    }

    @Test
    void whenMonitorsEndEachThatIsLeftHasItsMessage() {
        receive("inbox");
        ask("monitors", "{\"action\": \"monitor\", \"path\": \"/alice\", \"address\": \"inbox\"}");

        get(root.terminateChild("monitors"));

        awaitReceived("{\"event\": \"down\", \"monitor\": 1, \"path\": \"/alice\", \"reason\":"
                + " {\"kind\": \"noconnection\", \"detail\": \"the service of monitors has ended\"}}");
        assertThat(((Running) running("/alice")).watchers().size()).isZero();
    }

    // Bad requests

    @Test
    void badRequestsAreToldWhatWouldBeRight() {
        assertRefused(400, "must be register, unregister, lookup", "registry.names", "{\"action\": \"fly\"}");
        assertRefused(400, "must be notify, sync_notify", "events.daily%20news", "{\"action\": \"fly\"}");
        assertRefused(400, "must be monitor or demonitor", "monitors", "{\"action\": \"fly\"}");
        assertRefused(400, "a string \"action\"", "monitors", "{}");
        assertRefused(
                400,
                "\"key\" must be a string of 1 to 1000 characters, not 7",
                "registry.names",
                "{\"action\": \"lookup\", \"key\": 7}");
        assertRefused(
                400,
                "\"key\" must be a string of 1 to 1000 characters; it is missing",
                "registry.names",
                "{\"action\": \"lookup\"}");
        assertRefused(
                400,
                "a JSON value that is not null",
                "registry.names",
                "{\"action\": \"register\", \"key\": \"k\", \"owner\": \"/alice\"}");
        assertRefused(
                400,
                "\"owner\" must be the path of a child, such as \"/kv/registry\", not \"alice\"",
                "registry.names",
                "{\"action\": \"keys\", \"owner\": \"alice\"}");
        assertRefused(
                400,
                "\"event\" may have 100000 characters as JSON, not 100003",
                "events.daily%20news",
                new JsonObject()
                        .put("action", "notify")
                        .put("event", "x".repeat(100_001))
                        .encode());
        assertRefused(
                400, "\"monitor\" must be the number", "monitors", "{\"action\": \"demonitor\", \"monitor\": \"1\"}");
        assertRefused(404, "no child /nobody runs", "registry.names", "{\"action\": \"keys\", \"owner\": \"/nobody\"}");
    }

    @Test
    void whereANodeTakesRequestsNothingIsSentOnBehalfOfOthers() {
        start("everywhere", "{\"name\": \"all\", \"scope\": \"cluster\"}", RegistryVerticle::new);
        for (String address :
                List.of("supervisor", "supervisor.kv", "tasks.x", "coppice.events", "registry.all", "monitors")) {
            String why = "\"address\" cannot be " + address + ", which is the node's own";
            String given = "\"address\": \"" + address + "\"}";
            String register = "{\"action\": \"register\", \"key\": \"a\", \"value\": 1, \"owner\": \"/alice\", ";
            assertRefused(400, why, "registry.all", register + given);
            assertRefused(400, why, "registry.all", "{\"action\": \"subscribe\", " + given);
            assertRefused(400, why, "registry.names", "{\"action\": \"subscribe\", " + given);
            assertRefused(400, why, "events.daily%20news", "{\"action\": \"subscribe\", " + given);
            assertRefused(400, why, "monitors", "{\"action\": \"monitor\", \"path\": \"/alice\", " + given);
        }
        String reply = "{\"action\": \"subscribe\", \"address\": \"__vertx.reply.1\"}";
        assertRefused(400, "\"address\" cannot be __vertx.reply.1", "registry.names", reply);
    }

    @Test
    void aRegistryOfTheClusterCarriesMessagesToItsKeys() {
        start("everywhere", "{\"name\": \"all\", \"scope\": \"cluster\"}", RegistryVerticle::new);
        vertx.eventBus().<JsonObject>localConsumer("of alice", message -> {
            if (message.body().containsKey("bad")) {
                message.fail(7, "no");
            } else {
                message.reply(new JsonObject().put("got", message.body()));
            }
        });
        String register = "{\"action\": \"register\", \"key\": \"a\", \"value\": 1, \"owner\": \"/alice\"";
        assertThat(ask("registry.all", register + ", \"address\": \"of alice\"}")
                        .encode())
                .isEqualTo("{\"key\":\"a\",\"owner\":\"/alice\"}");
        assertRefused(409, "registered by /alice on node local already", "registry.all", register + "}");
        assertThat(ask("registry.all", "{\"action\": \"lookup\", \"key\": \"a\"}")
                        .encode())
                .isEqualTo("{\"count\":1,\"entries\":[{\"node\":\"local\",\"owner\":\"/alice\",\"value\":1}]}");
        assertThat(ask("registry.all", "{\"action\": \"request\", \"key\": \"a\", \"body\": {\"x\": 1}}")
                        .encode())
                .isEqualTo("{\"key\":\"a\",\"body\":{\"got\":{\"x\":1}}}");
        assertRefused(7, "no", "registry.all", "{\"action\": \"request\", \"key\": \"a\", \"body\": {\"bad\": 1}}");
        assertRefused(
                404,
                "nobody has the key \"b\" of the registry all",
                "registry.all",
                "{\"action\": \"request\", \"key\": \"b\", \"body\": 1}");
        assertRefused(
                400,
                "\"timeout\" must be a whole number of 1 to 60000 milliseconds, not 0",
                "registry.all",
                "{\"action\": \"request\", \"key\": \"b\", \"body\": 1, \"timeout\": 0}");
        assertThat(ask("registry.all", "{\"action\": \"count\"}").encode()).isEqualTo("{\"count\":1}");
        ask("registry.all", "{\"action\": \"unregister\", \"key\": \"a\", \"owner\": \"/alice\"}");
        assertThat(ask("registry.all", "{\"action\": \"keys\", \"owner\": \"/alice\"}")
                        .encode())
                .isEqualTo("{\"count\":0,\"keys\":[]}");
    }

    @Test
    void aRegistryOfTheClusterShowsWhatJavaHasRegistered() {
        start("everywhere", "{\"name\": \"all\", \"scope\": \"cluster\"}", RegistryVerticle::new);
        List<JsonObject> told = new CopyOnWriteArrayList<>();
        vertx.eventBus().<JsonObject>localConsumer("told", message -> told.add(message.body()));
        ask("registry.all", "{\"action\": \"subscribe\", \"address\": \"told\"}");

        get(ClusterRegistry.ofUniqueKeys(vertx, "all").register("a", "no JSON", running("/alice")));
        get(ClusterRegistry.ofUniqueKeys(vertx, "all").register("b", "", running("/alice")));

        await().untilAsserted(() ->
                assertThat(told).extracting(event -> event.getString("value")).containsExactly("no JSON", ""));
        assertThat(ask("registry.all", "{\"action\": \"lookup\", \"key\": \"a\"}")
                        .encode())
                .isEqualTo(
                        "{\"count\":1,\"entries\":[{\"node\":\"local\",\"owner\":\"/alice\",\"value\":\"no JSON\"}]}");
        assertThat(ask("registry.all", "{\"action\": \"keys\", \"owner\": \"/alice\"}")
                        .encode())
                .isEqualTo("{\"count\":2,\"keys\":[\"a\",\"b\"]}");
    }

    @Test
    void aBadConfigurationFailsTheStart() {
        assertThatThrownBy(() -> start("r", "{\"name\": \"x\", \"scope\": \"all\"}", RegistryVerticle::new))
                .hasMessageContaining("\"scope\" must be \"node\" or \"cluster\", not all");
        assertThatThrownBy(() -> start("r", "{}", RegistryVerticle::new)).hasMessageContaining("\"name\" must be");
        assertThatThrownBy(() -> start("r", "{\"name\": \"x\", \"keys\": \"both\"}", RegistryVerticle::new))
                .hasMessageContaining("\"keys\" must be \"unique\" or \"duplicate\", not both");
        assertThatThrownBy(() -> start("r", "{\"name\": \"x\", \"kyes\": 1}", EventManagerVerticle::new))
                .hasMessageContaining("unknown key \"kyes\" in \"config\"; known: name");
    }

    // The guide

    /** Lines of the guide: {@code > ADDRESS JSON} asks, {@code < JSON} is the answer, {@code inbox JSON} a message. */
    @Test
    void theConversationOfTheGuideIsAsItSays() throws IOException {
        List<String> guide = Files.readAllLines(Path.of("../../docs/supervision.md"));
        int begin = guide.indexOf("```conversation");
        List<String> lines = guide.subList(
                begin + 1, begin + guide.subList(begin, guide.size()).indexOf("```"));
        assertThat(lines).hasSizeGreaterThan(10);
        receive("inbox");
        JsonObject answer = new JsonObject();
        for (String line : lines) {
            JsonObject json = new JsonObject(line.substring(line.indexOf('{')));
            if (line.startsWith("> ")) {
                answer = ask(line.substring(2, line.indexOf('{')).strip(), json.encode());
            } else if (line.startsWith("< ")) {
                assertThat(answer).as(line).isEqualTo(json);
            } else {
                assertThat(line).startsWith("inbox ");
                await().until(() -> !received.isEmpty());
                assertThat(received.remove(0)).as(line).isEqualTo(json);
            }
        }
        assertThat(received).isEmpty();
    }
}
