package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.kv.bus.Announcements;
import io.coppice.kv.store.Bytes;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The events of buckets as messages to an address of the event bus. */
class BusEventsIT {

    private static final String ADDRESS = "test.events";

    private KvTree tree;
    private final List<JsonObject> received = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        tree = new KvTree(new JsonObject());
    }

    @AfterEach
    void stop() {
        tree.close();
    }

    private JsonObject ask(String address, JsonObject request) {
        return KvTree.get(tree.vertx.eventBus().<JsonObject>request(address, request))
                .body();
    }

    private JsonObject events(String action, String bucket) {
        return ask("kv.events", request(action).put("bucket", bucket).put("address", ADDRESS));
    }

    private static JsonObject request(String action) {
        return new JsonObject().put("action", action);
    }

    private JsonObject store(String action, String bucket) {
        return ask("kv.router", request(action).put("bucket", bucket));
    }

    private void put(String bucket, String key, String value) {
        ask("kv.router", request("put").put("bucket", bucket).put("key", key).put("value", value));
    }

    private static JsonObject event(String event, String bucket) {
        return new JsonObject().put("event", event).put("bucket", bucket);
    }

    private MessageConsumer<JsonObject> receive() {
        return tree.vertx.eventBus().consumer(ADDRESS, message -> {
            received.add(message.body());
            message.reply(new JsonObject());
        });
    }

    private void awaitReceived(JsonObject... expected) {
        await().untilAsserted(() -> assertThat(received).containsExactly(expected));
    }

    @Test
    void anAddressIsSentWhatHappensToABucket() {
        receive();
        assertThat(events("subscribe", "b")).isEqualTo(new JsonObject().put("subscribed", true));
        assertThat(events("subscribe", "b")).isEqualTo(new JsonObject().put("subscribed", false));

        store("create", "b");
        store("create", "other");
        put("b", "k", "v");
        ask("kv.router", request("put").put("bucket", "b").put("key", "raw").put("base64", "/w=="));
        ask("kv.router", request("delete").put("bucket", "b").put("key", "k"));
        store("drop", "b");

        awaitReceived(
                event("create", "b"),
                event("set", "b").put("key", "k").put("value", "v"),
                event("set", "b").put("key", "raw").put("base64", "/w=="),
                event("delete", "b").put("key", "k"),
                event("exit", "b"));
    }

    @Test
    void withoutABucketItIsToldOfAll() {
        receive();
        ask("kv.events", request("subscribe").put("address", ADDRESS));

        store("create", "a");
        store("create", "b");

        awaitReceived(event("create", "a"), event("create", "b"));
    }

    @Test
    void afterUnsubscribeNothingIsSent() {
        receive();
        events("subscribe", "a");
        events("subscribe", "b");

        assertThat(events("unsubscribe", "a")).isEqualTo(new JsonObject().put("unsubscribed", true));
        assertThat(events("unsubscribe", "a")).isEqualTo(new JsonObject().put("unsubscribed", false));
        store("create", "a");
        store("create", "b");

        awaitReceived(event("create", "b"));
    }

    @Test
    void aSubscriptionEndsWhenNobodyListensAnyMore() {
        MessageConsumer<JsonObject> consumer = receive();
        events("subscribe", "b");
        KvTree.get(consumer.unregister());
        store("create", "b");

        await().until(() -> {
            boolean isNew = events("subscribe", "b").getBoolean("subscribed");
            put("b", "k", "v");
            return isNew;
        });
    }

    /** It replies to nothing at first: what is under way and what waits for it is bounded, the rest is counted. */
    @Test
    void aSlowSubscriberIsToldHowManyEventsItLost() {
        List<Message<JsonObject>> unanswered = new CopyOnWriteArrayList<>();
        MessageConsumer<JsonObject> slow = tree.vertx.eventBus().consumer(ADDRESS, unanswered::add);
        events("subscribe", "b");
        int n = 100_000;
        store("create", "b");
        for (int i = 0; i < n; i++) {
            tree.put("b", "k", new byte[] {'v'});
        }
        await().until(() -> unanswered.size() == 256);
        assertThat(unanswered).hasSize(256);

        int[] taken = {0};
        long[] lost = {0};
        slow.handler(message -> {
            if (message.body().getString("event").equals("lost")) {
                lost[0] += message.body().getLong("count");
            } else {
                taken[0]++;
            }
            message.reply(null);
        });
        unanswered.forEach(message -> message.reply(null));

        await().until(() -> lost[0] > 0 && unanswered.size() + taken[0] + lost[0] == n + 1);
        assertThat(lost[0]).isBetween(1L, n - 65_536L);
    }

    @Test
    void subscriptionsSurviveACrashOfTheEventManagerAndNoEventIsLost() {
        receive();
        events("subscribe", "b");
        var before = tree.child("/kv/events");
        tree.crash("/kv/events");
        store("create", "b");
        put("b", "k", "v");
        await().until(() -> Supervision.of(tree.vertx)
                .child("/kv/events")
                .filter(now -> now != before && now.isRunning())
                .isPresent());
        store("drop", "b");

        awaitReceived(event("create", "b"), event("set", "b").put("key", "k").put("value", "v"), event("exit", "b"));
        assertThat(events("unsubscribe", "b")).isEqualTo(new JsonObject().put("unsubscribed", true));
    }

    /** Nobody is at {@code kv.events} when the table changes. */
    @Test
    void whatIsToldWhileTheEventManagerIsAwayIsPublishedWhenItIsBack() {
        Supervisor kv = Supervision.of(tree.vertx).supervisor("/kv").orElseThrow();
        store("create", "before");
        KvTree.get(kv.terminateChild("events"));
        store("create", "a");
        store("create", "b");
        store("drop", "a");
        assertThat(tree.bucketEvents()).containsExactly(event("create", "before"));

        KvTree.get(kv.restartChild("events"));

        await().untilAsserted(() -> assertThat(tree.bucketEvents())
                .containsExactly(
                        event("create", "before"), event("create", "a"), event("create", "b"), event("exit", "a")));
    }

    @Test
    void noEventIsLostOrPublishedTwiceWhereTheEventManagerIsKilled() {
        int n = 500;
        for (int i = 0; i < n; i++) {
            if (i == 100 || i == 300) {
                tree.child("/kv/events").exit(ExitReason.KILLED);
            }
            store("create", "b" + i);
        }

        await().until(() -> tree.bucketEvents().size() >= n);
        assertThat(tree.bucketEvents())
                .extracting(event -> event.getString("bucket"))
                .containsExactlyElementsOf(
                        IntStream.range(0, n).mapToObj(i -> "b" + i).toList());
    }

    @Test
    void whereTheEventManagerIsAwayForTooLongItSaysHowManyEventsWereLost() {
        Supervisor kv = Supervision.of(tree.vertx).supervisor("/kv").orElseThrow();
        KvTree.get(kv.terminateChild("events"));
        int kept = 65_536;
        for (int i = 0; i < kept + 3; i++) {
            Announcements.of(tree.vertx).created(Bytes.of("b"));
        }

        KvTree.get(kv.restartChild("events"));

        await().until(() -> tree.bucketEvents().size() == kept + 1);
        assertThat(tree.bucketEvents().get(kept))
                .isEqualTo(new JsonObject().put("event", "lost").put("count", 3L));
        store("create", "after");
        await().until(() -> tree.bucketEvents().size() == kept + 2);
    }

    @Test
    void aBadRequestIsToldWhatIsWrong() {
        assertThatThrownBy(() -> ask("kv.events", request("subscribe").put("bucket", "b")))
                .hasMessageContaining("\"address\" must be a string");
        assertThatThrownBy(() -> ask("kv.events", request("subscribe").put("address", " ")))
                .hasMessageContaining("1 to 1024 characters");
        assertThatThrownBy(() -> ask(
                        "kv.events",
                        request("subscribe").put("address", ADDRESS).put("bucket", "")))
                .hasMessageContaining("1 to 1024 bytes");
        assertThatThrownBy(() -> ask("kv.events", request("listen")))
                .hasMessageContaining("subscribe, unsubscribe, notify");
    }
}
