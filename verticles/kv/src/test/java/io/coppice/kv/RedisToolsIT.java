package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis's own tools, redis-cli and redis-benchmark, as they are. */
class RedisToolsIT {

    private KvTree tree;

    @BeforeEach
    void start() {
        assumeTrue(Tool.has("redis-cli") && Tool.has("redis-benchmark"), "skipped: redis-tools is needed");
        tree = new KvTree(new JsonObject());
    }

    @AfterEach
    void stop() {
        if (tree != null) {
            tree.close();
        }
    }

    private String cli(String arguments) {
        return Tool.bash("redis-cli --no-raw -p " + tree.port + " " + arguments);
    }

    @Test
    void redisCli() {
        for (String version : new String[] {"-2 ", "-3 "}) {
            assertThat(cli(version + "HSET shopping milk 1 eggs 3")).isEqualTo("(integer) 2\n");
            assertThat(cli(version + "HGET shopping milk")).isEqualTo("\"1\"\n");
            assertThat(cli(version + "HGET shopping tea")).isEqualTo("(nil)\n");
            assertThat(cli(version + "HGET shopping"))
                    .isEqualTo("(error) ERR wrong number of arguments for 'hget' command\n");
            assertThat(cli(version + "DEL shopping")).isEqualTo("(integer) 1\n");
        }
        assertThat(cli("-3 HGETALL shopping")).isEqualTo("(empty hash)\n");
        assertThat(cli("-2 HGETALL shopping")).isEqualTo("(empty array)\n");
        assertThat(cli("PING")).isEqualTo("PONG\n");
    }

    /** The command line's mass insertion, and its walk through the keys. */
    @Test
    void redisCliPipeAndScan() {
        String insert = Tool.bash("for i in $(seq 1000); do"
                + " printf '*4\\r\\n$4\\r\\nHSET\\r\\n$4\\r\\nbulk\\r\\n$%d\\r\\n%s\\r\\n$1\\r\\nv\\r\\n' ${#i} $i;"
                + " done | redis-cli -p " + tree.port + " --pipe");
        assertThat(insert).contains("errors: 0, replies: 1000");
        assertThat(cli("HLEN bulk")).isEqualTo("(integer) 1000\n");
        assertThat(Tool.bash("redis-cli -p " + tree.port + " --scan --pattern 'b?lk'"))
                .isEqualTo("bulk\n");
    }

    @Test
    void redisBenchmarkRunsToItsEnd() {
        String own = Tool.bash("redis-benchmark -p " + tree.port + " -n 5000 -P 16 -q -t hset");
        assertThat(own).contains("HSET: ").contains("requests per second").doesNotContain("rror");
        for (String command : new String[] {"HGET h f:__rand_int__", "HINCRBY h n 1", "PING", "HGETALL nothing"}) {
            String ran = Tool.bash("redis-benchmark -p " + tree.port + " -n 5000 -r 1000 -q " + command);
            assertThat(ran).contains("requests per second").doesNotContain("rror");
        }
        assertThat(cli("HGET h n")).isEqualTo("\"5000\"\n");
    }
}
