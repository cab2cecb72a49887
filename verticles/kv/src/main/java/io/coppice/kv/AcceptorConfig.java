package io.coppice.kv;

import io.coppice.kv.store.Budget;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The configuration of an acceptor, checked.
 *
 * @param host a loopback address, as the protocol has no authentication; {@code 127.0.0.1} by default
 * @param port 4040 by default; 0 for a free one that all instances share
 * @param maxConnections of all instances together; 10000 by default
 * @param idle how long a client may say nothing; {@code idle_timeout}, 300000 ms by default
 * @param line how long a line may take to arrive, and answers to be read; {@code line_timeout}, 60000 ms by default
 * @param buffered how many bytes may wait for all clients together, of commands that are not whole, answers that are not
 *     read and events that are not told; {@code max_buffered}, 256 MiB by default
 */
record AcceptorConfig(String host, int port, int maxConnections, Duration idle, Duration line, int buffered) {

    private static final List<String> KEYS =
            List.of("host", "port", "max_connections", "idle_timeout", "line_timeout", "max_buffered");
    /** What the host of plugins adds to every configuration. */
    private static final String HOSTS_OWN = "coppice";

    private static final int MIB = 1024 * 1024;
    private static final int DAY_MS = 24 * 60 * 60 * 1000;
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|::1|127\\." + BYTE + "\\." + BYTE + "\\." + BYTE);

    /** @throws IllegalArgumentException naming the key, what it is and what it must be */
    static AcceptorConfig of(JsonObject config) {
        for (String key : config.fieldNames()) {
            if (!KEYS.contains(key) && !key.equals(HOSTS_OWN)) {
                throw new IllegalArgumentException(
                        "config: unknown key \"" + key + "\"; known are " + String.join(", ", KEYS));
            }
        }
        Object host = config.getValue("host", "127.0.0.1");
        if (!(host instanceof String name) || !LOOPBACK.matcher(name).matches()) {
            throw new IllegalArgumentException("config: host must be a loopback address such as 127.0.0.1, not " + host
                    + ": the protocol has no authentication");
        }
        return new AcceptorConfig(
                name,
                whole(config, "port", 4040, 0, 65_535),
                whole(config, "max_connections", 10_000, 1, 1_000_000),
                Duration.ofMillis(whole(config, "idle_timeout", 300_000, 1, DAY_MS)),
                Duration.ofMillis(whole(config, "line_timeout", 60_000, 1, DAY_MS)),
                whole(config, "max_buffered", Budget.DEFAULT_LIMIT, MIB, Integer.MAX_VALUE));
    }

    private static int whole(JsonObject config, String key, int byDefault, int least, int most) {
        Object value = config.getValue(key, byDefault);
        if (value instanceof Integer number && number >= least && number <= most) {
            return number;
        }
        throw new IllegalArgumentException(
                "config: " + key + " must be a whole number from " + least + " to " + most + ", not " + value);
    }
}
