package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lettuce, the other Redis client for Java, as it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LettuceIT {

    private KvTree tree;
    private RedisClient client;

    @BeforeAll
    void start() {
        tree = new KvTree(new JsonObject());
        client = RedisClient.create(RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(tree.port)
                .withClientName("shop")
                .build());
    }

    @AfterAll
    void stop() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
        tree.close();
    }

    private StatefulRedisConnection<String, String> connect(ProtocolVersion version) {
        client.setOptions(ClientOptions.builder().protocolVersion(version).build());
        return client.connect();
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"RESP2", "RESP3"})
    void everyCommandOnHashes(ProtocolVersion version) {
        try (var connection = connect(version)) {
            RedisCommands<String, String> redis = connection.sync();
            String shopping = "lettuce " + version;
            assertThat(redis.hset(shopping, "milk", "1")).isTrue();
            assertThat(redis.hset(shopping, Map.of("milk", "2", "eggs", "3"))).isEqualTo(1);
            assertThat(redis.hset(shopping, "bread", "4")).isTrue();
            assertThat(redis.hsetnx(shopping, "milk", "9")).isFalse();
            assertThat(redis.hget(shopping, "milk")).isEqualTo("2");
            assertThat(redis.hget(shopping, "tea")).isNull();
            assertThat(redis.hmget(shopping, "milk", "tea"))
                    .containsExactly(KeyValue.just("milk", "2"), KeyValue.empty("tea"));
            assertThat(redis.hgetall(shopping)).isEqualTo(Map.of("milk", "2", "eggs", "3", "bread", "4"));
            assertThat(redis.hgetall("nothing")).isEmpty();
            assertThat(redis.hkeys(shopping)).containsExactlyInAnyOrder("milk", "eggs", "bread");
            assertThat(redis.hvals(shopping)).containsExactlyInAnyOrder("2", "3", "4");
            assertThat(redis.hlen(shopping)).isEqualTo(3);
            assertThat(redis.hexists(shopping, "eggs")).isTrue();
            assertThat(redis.hstrlen(shopping, "eggs")).isEqualTo(1);
            assertThat(redis.hincrby(shopping, "eggs", -45)).isEqualTo(-42);
            assertThat(redis.hdel(shopping, "bread", "tea")).isEqualTo(1);
            assertThat(redis.exists(shopping)).isEqualTo(1);
            assertThat(redis.type(shopping)).isEqualTo("hash");
            assertThat(redis.keys("lettuce*" + version)).containsExactly(shopping);
            assertThat(redis.dbsize()).isPositive();
            assertThat(redis.unlink(shopping)).isEqualTo(1);
            assertThat(redis.exists(shopping)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"RESP2", "RESP3"})
    void aPipelineAnswersInOrder(ProtocolVersion version) throws Exception {
        try (var connection = connect(version)) {
            RedisAsyncCommands<String, String> redis = connection.async();
            connection.setAutoFlushCommands(false);
            List<RedisFuture<Long>> sums = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                sums.add(redis.hincrby("pipeline " + version, "n", 1));
            }
            connection.flushCommands();
            assertThat(LettuceFutures.awaitAll(Duration.ofSeconds(30), sums.toArray(new RedisFuture<?>[0])))
                    .isTrue();
            for (int i = 0; i < sums.size(); i++) {
                assertThat(sums.get(i).get()).isEqualTo(i + 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"RESP2", "RESP3"})
    void scansSeeAll(ProtocolVersion version) {
        try (var connection = connect(version)) {
            RedisCommands<String, String> redis = connection.sync();
            for (int i = 0; i < 300; i++) {
                redis.hset("scan " + version, "f" + i, "v" + i);
                redis.hset("scan " + version + i, "f", "v");
            }
            Set<String> fields = new HashSet<>();
            ScanCursor cursor = ScanCursor.INITIAL;
            do {
                MapScanCursor<String, String> part = redis.hscan("scan " + version, cursor, ScanArgs.Builder.limit(20));
                fields.addAll(part.getMap().keySet());
                cursor = part;
            } while (!cursor.isFinished());
            assertThat(fields).hasSize(300);

            Set<String> names = new HashSet<>();
            ScanIterator.scan(redis, ScanArgs.Builder.matches("scan " + version + "?*"))
                    .forEachRemaining(names::add);
            assertThat(names).hasSize(300);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"RESP2", "RESP3"})
    void theServerKnowsItsClientAndItsErrorsAreRediss(ProtocolVersion version) {
        try (var connection = connect(version)) {
            RedisCommands<String, String> redis = connection.sync();
            assertThat(redis.clientGetname()).isEqualTo("shop");
            assertThat(redis.clientList()).contains("name=shop", "lib-name=");
            assertThat(redis.ping()).isEqualTo("PONG");
            assertThat(redis.commandCount()).isPositive();
            assertThat(redis.configGet("maxmemory")).isEqualTo(Map.of("maxmemory", "0"));
            redis.hset("words", "f", "no number");
            assertThatThrownBy(() -> redis.hincrby("words", "f", 1))
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessage("ERR hash value is not an integer");
            assertThatThrownBy(() -> redis.get("words")).hasMessageStartingWith("ERR unknown command 'GET'");
        }
    }
}
