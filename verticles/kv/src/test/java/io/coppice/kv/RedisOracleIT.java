package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's redis-server as the oracle: what is sent to both is answered the same, but for the order of a hash. */
class RedisOracleIT {

    private static final int COUNT = Integer.getInteger("coppice.oracle.count", 100_000);
    /** Redis draws the order of its names anew at each start, so not all of a run comes back with its seed. */
    private static final long SEED = Long.getLong("coppice.oracle.seed", System.nanoTime());

    private static final String[] COMMANDS = {
        "HSET n f v",
        "HSET n f v f v",
        "HSET n f v f",
        "HMSET n f v f v",
        "HSETNX n f v",
        "HGET n f",
        "HMGET n f f f",
        "HGETALL n",
        "HDEL n f",
        "HDEL n f f f",
        "HEXISTS n f",
        "HLEN n",
        "HKEYS n",
        "HVALS n",
        "HSTRLEN n f",
        "HINCRBY n f i",
        "HINCRBY n f v",
        "DEL n",
        "DEL n n",
        "UNLINK n",
        "EXISTS n n",
        "TYPE n",
        "KEYS g",
        "DBSIZE",
        "PING",
        "PING v",
        "ECHO v",
        "HGET n",
        "HLEN n n",
        "SELECT 0",
        "SELECT i",
        "CLIENT GETNAME",
        "CLIENT SETNAME f",
        "SCAN x",
        "HSCAN n x",
        "HSCAN n c",
        "HSCAN n c MATCH g COUNT i",
        "HSCAN n c COUNT",
        "HSCAN n c WHAT v",
        "BUY f v",
        "CONFIG GET save",
        "AUTH f",
        "AUTH f f",
        "HELLO 2",
        "HELLO h",
        "HELLO 2 WHAT"
    };

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private @Nullable KvTree tree;
    private @Nullable Process redis;

    /** A client of a redis-server of our own; and starts the store. */
    private Client start() throws IOException {
        assumeTrue(Tool.has("redis-server"), "skipped: redis-server is needed");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        redis = new ProcessBuilder(
                        "redis-server",
                        "--port",
                        "" + port,
                        "--bind",
                        "127.0.0.1",
                        "--hash-max-listpack-value",
                        "1024",
                        "--databases",
                        "1",
                        "--save",
                        "",
                        "--dir",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        tree = new KvTree(new JsonObject());
        return await().ignoreExceptions().until(() -> new Client(port), client -> true);
    }

    @AfterEach
    void stop() {
        if (redis != null) {
            redis.destroy();
        }
        if (tree != null) {
            tree.close();
        }
    }

    private String filled(String word) {
        return switch (word) {
            case "n" -> "hash" + random.nextInt(6);
            case "f" -> "field" + random.nextInt(12);
            case "v" -> random.nextInt(3) == 0 ? integer() : word(random.nextInt(20) == 0 ? 400 : 6);
            case "i" -> integer();
            case "h" -> notThree(integer());
            case "x" -> noCursor();
            case "c" -> random.nextInt(200) == 0 ? noCursor() : "0";
            case "g" -> glob();
            default -> random.nextInt(200) == 0 ? notThree(word(4)) : random.nextInt(5) == 0 ? lower(word) : word;
        };
    }

    /** The answers of version 3, which HELLO asks for, are another form of the same. */
    private static String notThree(String word) {
        return word.equals("3") ? "4" : word;
    }

    private static String lower(String word) {
        return word.toLowerCase(java.util.Locale.ROOT);
    }

    private String integer() {
        String[] some = {
            "0",
            "1",
            "-1",
            "10",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "01",
            "+1",
            "-0",
            " 1",
            "1.5"
        };
        return random.nextBoolean() ? Integer.toString(random.nextInt(100) - 50) : some[random.nextInt(some.length)];
    }

    /**
     * Nothing that a server could have given out: from where a cursor of its own goes on is each server's affair. One that is
     * below zero is refused here alone, and Redis reads no further than a NUL.
     */
    private String noCursor() {
        return random.nextBoolean() ? word(3).replace('\0', 'x') + "x" : "-x";
    }

    private String word(int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String glob() {
        String letters = "hashfield0123*?[]^-\\";
        StringBuilder glob = new StringBuilder(random.nextBoolean() ? "" : random.nextBoolean() ? "hash" : "field");
        for (int i = random.nextInt(5); i >= 0; i--) {
            glob.append(letters.charAt(random.nextInt(letters.length())));
        }
        return glob.append(random.nextBoolean() ? "*" : "").toString();
    }

    private static byte[] frame(List<String> command) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(("*" + command.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : command) {
            byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
            frame.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            frame.writeBytes(bytes);
            frame.writeBytes(new byte[] {'\r', '\n'});
        }
        return frame.toByteArray();
    }

    @Test
    void everyAnswerIsRediss() throws IOException {
        int part = 100;
        List<String> differences = new ArrayList<>();
        Client theirs = start();
        Client ours = new Client(Objects.requireNonNull(tree).port);
        for (int at = 0; at < COUNT; at += part) {
            List<List<String>> commands = new ArrayList<>();
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i < part; i++) {
                String template = COMMANDS[random.nextInt(COMMANDS.length)];
                List<String> command =
                        Arrays.stream(template.split(" ")).map(this::filled).toList();
                commands.add(command);
                frames.writeBytes(frame(command));
            }
            theirs.send(frames.toByteArray());
            ours.send(frames.toByteArray());
            for (int i = 0; i < part; i++) {
                Object expected = answer(theirs.socket.getInputStream());
                Object answer = answer(ours.socket.getInputStream());
                if (!comparable(commands.get(i), answer).equals(comparable(commands.get(i), expected))) {
                    differences.add(commands.get(i) + "\n  Redis: " + expected + "\n  ours:  " + answer);
                }
            }
            assertThat(differences).as("seed %d, up to command %d", SEED, at).hasSizeLessThan(10);
        }
        assertThat(differences).as("seed %d", SEED).isEmpty();
    }

    /** Redis keeps small hashes in the order of their fields' first setting, and a set of names in its own. */
    private static Object comparable(List<String> command, Object answer) {
        String name = command.get(0).toUpperCase(java.util.Locale.ROOT);
        if (answer instanceof List<?> list) {
            if (name.equals("HELLO")) {
                return list.get(0);
            }
            List<Object> items = new ArrayList<>(list);
            if (name.equals("CONFIG")) { // a pattern finds far more settings in Redis
                int save = items.indexOf("save");
                return save < 0 ? List.of() : items.subList(save, save + 2);
            }
            if (name.equals("HKEYS") || name.equals("HVALS") || name.equals("KEYS")) {
                items.sort(Comparator.comparing(Object::toString));
            } else if (name.equals("HGETALL")) {
                return pairs(items);
            } else if (name.equals("SCAN") && items.size() == 2 && items.get(1) instanceof List<?> found) {
                return List.of(
                        items.get(0),
                        found.stream().map(Object::toString).sorted().toList());
            } else if (name.equals("HSCAN") && items.size() == 2 && items.get(1) instanceof List<?> found) {
                return List.of(items.get(0), pairs(found));
            }
            return items;
        }
        return answer;
    }

    private static List<String> pairs(List<?> items) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < items.size(); i += 2) {
            pairs.add(items.get(i) + "\0" + items.get(i + 1));
        }
        pairs.sort(Comparator.naturalOrder());
        return pairs;
    }

    private static Object answer(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new AssertionError("ended after " + line);
            }
            line.append((char) b);
        }
        line.setLength(line.length() - 1);
        int number = "$*".indexOf(line.charAt(0)) < 0 ? -1 : Integer.parseInt(line.substring(1));
        if (number < 0) {
            return line.toString();
        }
        if (line.charAt(0) == '$') {
            String bulk = new String(in.readNBytes(number), StandardCharsets.ISO_8859_1);
            in.skipNBytes(2);
            return bulk;
        }
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            items.add(answer(in));
        }
        return items;
    }
}
