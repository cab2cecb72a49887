package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.multimap.MultiMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is mended of Vert.x, beside the control: one node of the same cluster whose cluster manager is Vert.x's own. Should a control
 * fail, Vert.x has mended it, and what mends it here can go.
 */
@SuppressWarnings("NullAway.Init")
class MendedEventBusIT {

    /** Of these, about one in six is kept by two of four nodes alone. */
    private static final int ADDRESSES = 60;

    private final Members members = new Members(4);
    private HazelcastInstance plainMember;
    private HazelcastInstance mendedMember;
    private MendedClusterManager manager;
    private Vertx plain;
    private Vertx mended;

    @BeforeEach
    void start() throws Exception {
        mendedMember = members.hazelcast(MendedEventBusIT::oneBackup);
        HazelcastCluster cluster = new HazelcastCluster(members.at(0), mendedMember);
        manager = cluster.manager();
        mended = members.start(cluster);
        plainMember = members.hazelcast(MendedEventBusIT::oneBackup);
        plain = plainNode(plainMember);
    }

    @AfterEach
    void stop() {
        members.close();
    }

    /** As Vert.x's own settings have it, so that two nodes that die at once take something along. */
    private static void oneBackup(Config config) {
        config.getMultiMapConfig(HazelcastSettings.SUBSCRIPTIONS).setBackupCount(1);
    }

    private static Vertx node(ClusterManager manager) throws Exception {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setEventBusOptions(new EventBusOptions().setHost("127.0.0.1"));
        return Vertx.builder()
                .with(options)
                .withClusterManager(manager)
                .buildClustered()
                .await(30, TimeUnit.SECONDS);
    }

    private Vertx plainNode(HazelcastInstance member) throws Exception {
        // A consumer that comes while partitions move may be refused, by Vert.x's own manager after seconds.
        members.awaitSafe();
        return node(new HazelcastClusterManager(member));
    }

    private static void consume(Vertx vertx, String address, Object answer) throws Exception {
        vertx.eventBus()
                .consumer(address, message -> message.reply(answer))
                .completion()
                .await(10, TimeUnit.SECONDS);
    }

    private static Future<Object> ask(Vertx vertx, String address) {
        return vertx.eventBus()
                .request(address, "", new DeliveryOptions().setSendTimeout(1500))
                .map(reply -> reply.body());
    }

    /** How each address answers: with what, or why not. */
    private static Map<String, String> answers(Vertx vertx) throws Exception {
        Map<String, String> answers = new TreeMap<>();
        List<Future<String>> asked = new ArrayList<>();
        for (int i = 0; i < ADDRESSES; i++) {
            asked.add(ask(vertx, "x" + i)
                    .map(Object::toString)
                    .recover(failure -> Future.succeededFuture(
                            ((ReplyException) failure).failureType().name())));
        }
        Future.all(asked).await(20, TimeUnit.SECONDS);
        for (int i = 0; i < ADDRESSES; i++) {
            answers.put("x" + i, asked.get(i).result());
        }
        return answers;
    }

    @Test
    void nothing_is_sent_to_nodes_that_died_together() throws Exception {
        HazelcastInstance first = members.hazelcast(MendedEventBusIT::oneBackup);
        HazelcastInstance second = members.hazelcast(MendedEventBusIT::oneBackup);
        Vertx victim = plainNode(first);
        for (int i = 0; i < ADDRESSES; i++) {
            consume(victim, "x" + i, "here");
        }
        await().until(mendedMember.getPartitionService()::isClusterSafe);
        assertThat(answers(mended)).containsValue("here").doesNotContainValue(ReplyFailure.NO_HANDLERS.name());
        assertThat(answers(plain)).containsValue("here").doesNotContainValue(ReplyFailure.NO_HANDLERS.name());

        CompletableFuture.allOf(
                        CompletableFuture.runAsync(first.getLifecycleService()::terminate),
                        CompletableFuture.runAsync(second.getLifecycleService()::terminate))
                .join();
        victim.close().otherwiseEmpty().await(10, TimeUnit.SECONDS);

        await().untilAsserted(() -> assertThat(answers(mended).values()).containsOnly(ReplyFailure.NO_HANDLERS.name()));
        await().until(mendedMember.getPartitionService()::isClusterSafe);
        assertThat(answers(plain)).as("the control").containsValue(ReplyFailure.TIMEOUT.name());
    }

    @Test
    void every_consumer_has_its_share() throws Exception {
        consume(mended, "uneven", "one");
        Vertx other = plainNode(members.hazelcast(MendedEventBusIT::oneBackup));
        consume(other, "uneven", "two");
        consume(other, "uneven", "two");

        assertThat(shares(plain)).as("the control").isEqualTo(Map.of("two", 30));
        // It goes round, and may begin anew when it is told of the consumers again.
        assertThat(shares(mended).get("one")).isBetween(9, 11);
        other.close().await(10, TimeUnit.SECONDS);
    }

    private static Map<String, Integer> shares(Vertx vertx) throws Exception {
        Map<String, Integer> shares = new TreeMap<>();
        for (int i = 0; i < 30; i++) {
            shares.merge((String) ask(vertx, "uneven").await(10, TimeUnit.SECONDS), 1, Integer::sum);
        }
        return shares;
    }

    @Test
    void what_the_cluster_has_lost_is_published_again_and_what_is_dead_removed() throws Exception {
        consume(mended, "lost", "mended");
        consume(plain, "lost", "plain");
        MultiMap<String, HazelcastRegistrationInfo> kept = mendedMember.getMultiMap(HazelcastSettings.SUBSCRIPTIONS);
        kept.remove("lost");
        kept.put("lost", new HazelcastRegistrationInfo(new RegistrationInfo("nobody", 7, false)));
        mendedMember.getMap(HazelcastSettings.NODES).delete(manager.getNodeId());

        new SubscriptionJanitor(mendedMember, manager).run();

        assertThat(kept.get("lost"))
                .extracting(each -> each.unwrap().nodeId())
                .as("without the control, whose consumer stays lost")
                .containsExactly(manager.getNodeId());
        await().until(() ->
                ask(plain, "lost").otherwise("none").await(5, TimeUnit.SECONDS).equals("mended"));
    }

    @Test
    void a_consumer_that_goes_is_not_published_again() throws Exception {
        var consumer = mended.eventBus().consumer("gone", message -> message.reply(""));
        consumer.completion().await(10, TimeUnit.SECONDS);
        consumer.unregister().await(10, TimeUnit.SECONDS);
        new SubscriptionJanitor(mendedMember, manager).run();
        assertThat(mendedMember.getMultiMap(HazelcastSettings.SUBSCRIPTIONS).get("gone"))
                .isEmpty();
        assertThat(manager.own()).extracting(Subscription::address).doesNotContain("gone");
    }
}
