package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
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
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Jedis, a Redis client for Java, as it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JedisIT {

    private KvTree tree;

    @BeforeAll
    void start() {
        tree = new KvTree(new JsonObject());
    }

    @AfterAll
    void stop() {
        tree.close();
    }

    private Jedis connect(RedisProtocol protocol) {
        return new Jedis(
                new HostAndPort("127.0.0.1", tree.port),
                DefaultJedisClientConfig.builder()
                        .protocol(protocol)
                        .clientName("shop")
                        .build());
    }

    @ParameterizedTest
    @EnumSource(
            value = RedisProtocol.class,
            names = {"RESP2", "RESP3"})
    void everyCommandOnHashes(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol)) {
            String shopping = "jedis " + protocol;
            assertThat(jedis.hset(shopping, "milk", "1")).isEqualTo(1);
            assertThat(jedis.hset(shopping, Map.of("milk", "2", "eggs", "3"))).isEqualTo(1);
            assertThat(jedis.hset(shopping, "bread", "4")).isEqualTo(1);
            assertThat(jedis.hsetnx(shopping, "milk", "9")).isZero();
            assertThat(jedis.hget(shopping, "milk")).isEqualTo("2");
            assertThat(jedis.hget(shopping, "tea")).isNull();
            assertThat(jedis.hmget(shopping, "milk", "tea", "eggs")).containsExactly("2", null, "3");
            assertThat(jedis.hgetAll(shopping)).isEqualTo(Map.of("milk", "2", "eggs", "3", "bread", "4"));
            assertThat(jedis.hgetAll("nothing")).isEmpty();
            assertThat(jedis.hkeys(shopping)).containsExactlyInAnyOrder("milk", "eggs", "bread");
            assertThat(jedis.hvals(shopping)).containsExactlyInAnyOrder("2", "3", "4");
            assertThat(jedis.hlen(shopping)).isEqualTo(3);
            assertThat(jedis.hexists(shopping, "eggs")).isTrue();
            assertThat(jedis.hstrlen(shopping, "eggs")).isEqualTo(1);
            assertThat(jedis.hincrBy(shopping, "eggs", 39)).isEqualTo(42);
            assertThat(jedis.hdel(shopping, "bread", "tea")).isEqualTo(1);
            assertThat(jedis.exists(shopping)).isTrue();
            assertThat(jedis.type(shopping)).isEqualTo("hash");
            assertThat(jedis.keys("jedis*" + protocol)).containsExactly(shopping);
            assertThat(jedis.dbSize()).isPositive();
            assertThat(jedis.del(shopping, "nothing")).isEqualTo(1);
            assertThat(jedis.exists(shopping)).isFalse();
            assertThat(jedis.type(shopping)).isEqualTo("none");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RedisProtocol.class,
            names = {"RESP2", "RESP3"})
    void valuesAreAnyBytes(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol)) {
            byte[] any = new byte[1024 * 1024];
            new java.util.Random(1).nextBytes(any);
            byte[] bin = "bin".getBytes(StandardCharsets.US_ASCII);
            byte[] field = {0, -1, '\r', '\n', '$'};
            jedis.hset(bin, field, any);
            assertThat(jedis.hget(bin, field)).isEqualTo(any);
            assertThat(jedis.del(bin)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RedisProtocol.class,
            names = {"RESP2", "RESP3"})
    void aPipelineAnswersInOrder(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol);
                Pipeline pipeline = jedis.pipelined()) {
            List<Response<Long>> sums = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                sums.add(pipeline.hincrBy("pipeline " + protocol, "n", 1));
            }
            pipeline.sync();
            for (int i = 0; i < sums.size(); i++) {
                assertThat(sums.get(i).get()).isEqualTo(i + 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RedisProtocol.class,
            names = {"RESP2", "RESP3"})
    void scansSeeAll(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol)) {
            for (int i = 0; i < 500; i++) {
                jedis.hset("scan " + protocol, "f" + i, "v" + i);
                jedis.hset("scan " + protocol + i, "f", "v");
            }
            ScanParams params = new ScanParams().count(50).match("f*");
            Set<String> fields = new HashSet<>();
            String cursor = "0";
            do {
                ScanResult<Map.Entry<String, String>> part = jedis.hscan("scan " + protocol, cursor, params);
                part.getResult().forEach(entry -> fields.add(entry.getKey()));
                cursor = part.getCursor();
            } while (!cursor.equals("0"));
            assertThat(fields).hasSize(500);

            Set<String> names = new HashSet<>();
            params = new ScanParams().match("scan " + protocol + "?*");
            do {
                ScanResult<String> part = jedis.scan(cursor, params);
                names.addAll(part.getResult());
                cursor = part.getCursor();
            } while (!cursor.equals("0"));
            assertThat(names).hasSize(500);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RedisProtocol.class,
            names = {"RESP2", "RESP3"})
    void theServerKnowsItsClientAndItsErrorsAreRediss(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol)) {
            assertThat(jedis.clientGetname()).isEqualTo("shop");
            assertThat(jedis.clientId()).isPositive();
            assertThat(jedis.clientList()).contains("name=shop", "lib-name=jedis");
            assertThat(jedis.ping()).isEqualTo("PONG");
            assertThat(jedis.echo("äöü")).isEqualTo("äöü");
            assertThat(jedis.select(0)).isEqualTo("OK");
            assertThat(jedis.info()).contains("redis_version:7.0.15");
            assertThatThrownBy(() -> jedis.select(1))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessage("ERR DB index is out of range");
            jedis.hset("words", "f", "no number");
            assertThatThrownBy(() -> jedis.hincrBy("words", "f", 1)).hasMessage("ERR hash value is not an integer");
            assertThatThrownBy(() -> jedis.get("words")).hasMessageStartingWith("ERR unknown command 'GET'");
            assertThat(jedis.hget("words", "f")).as("it goes on").isEqualTo("no number");
        }
    }
}
