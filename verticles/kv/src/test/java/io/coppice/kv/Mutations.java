package io.coppice.kv;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Commands of both protocols, most of them not quite right. */
final class Mutations {

    private static final String[] LINES = {
        "CREATE b%d",
        "DROP b%d",
        "PUT b%d k%d v%d",
        "GET b%d k%d",
        "DELETE b%d k%d",
        "KEYS b%d",
        "SUBSCRIBE b%d",
        "",
        "GET / HTTP/1.1"
    };

    private static final String[] COMMANDS = {
        "HSET b%d k%d v%d",
        "HSET b%d k%d v%d k%d v%d",
        "HMSET b%d k%d v%d",
        "HSETNX b%d k%d v%d",
        "HGET b%d k%d",
        "HMGET b%d k%d k%d",
        "HGETALL b%d",
        "HDEL b%d k%d k%d",
        "HEXISTS b%d k%d",
        "HLEN b%d",
        "HKEYS b%d",
        "HVALS b%d",
        "HSTRLEN b%d k%d",
        "HINCRBY b%d n %d",
        "HSCAN b%d %d COUNT %d MATCH k*",
        "DEL b%d b%d",
        "UNLINK b%d",
        "EXISTS b%d b%d",
        "TYPE b%d",
        "KEYS b[0-%d]*",
        "SCAN %d MATCH b? COUNT %d TYPE hash",
        "DBSIZE",
        "PING",
        "ECHO %d",
        "HELLO 3 SETNAME n%d",
        "HELLO 2",
        "AUTH default %d",
        "SELECT %d",
        "CLIENT SETNAME n%d",
        "CLIENT SETINFO lib-name l%d",
        "CLIENT LIST",
        "CLIENT ID",
        "COMMAND DOCS hget",
        "COMMAND INFO hset nothing%d",
        "CONFIG GET max*",
        "INFO",
        "RESET"
    };

    private static final String[] INTERESTING = {
        "",
        "-1",
        "0",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551615",
        "1e9",
        "\r\n",
        "*",
        "[",
        "[^",
        "\\",
        "*1\r\n",
        "é",
        "\0"
    };

    private final Random random;

    Mutations(Random random) {
        this.random = random;
    }

    private String[] words(String[] templates) {
        String template = templates[random.nextInt(templates.length)];
        StringBuilder filled = new StringBuilder();
        for (int at = 0; at < template.length(); at++) {
            if (template.startsWith("%d", at)) {
                filled.append(random.nextInt(10));
                at++;
            } else {
                filled.append(template.charAt(at));
            }
        }
        return filled.toString().split(" ");
    }

    byte[] line() {
        byte[] line = (String.join(" ", words(LINES)) + (random.nextBoolean() ? "\r\n" : "\n"))
                .getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(1_000)) {
            case 0 -> ("PUT b1 k1 " + "v".repeat(random.nextInt(140_000)) + "\n").getBytes(StandardCharsets.US_ASCII);
            case 1 -> new byte[random.nextInt(3_000)];
            default -> random.nextInt(3) == 0 ? line : spoil(line);
        };
    }

    /** Well framed; its arguments are another thing. */
    byte[] frame() {
        String[] words = words(COMMANDS);
        if (random.nextInt(4) == 0) {
            words = Arrays.copyOf(words, Math.max(1, words.length + random.nextInt(4) - 2));
        }
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] argument = (word == null ? "x" : word).getBytes(StandardCharsets.UTF_8);
            argument = switch (random.nextInt(40)) {
                case 0 -> INTERESTING[random.nextInt(INTERESTING.length)].getBytes(StandardCharsets.UTF_8);
                case 1 -> spoil(argument);
                case 2 -> random.nextInt(50) == 0 ? new byte[random.nextInt(200_000)] : argument;
                default -> argument;
            };
            frame.writeBytes(("$" + argument.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            frame.writeBytes(argument);
            frame.writeBytes(new byte[] {'\r', '\n'});
        }
        return frame.toByteArray();
    }

    /** One to three changes: a bit, a byte, something put in, cut out, doubled or cut off. */
    byte[] spoil(byte[] bytes) {
        byte[] spoilt = bytes.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(spoilt.length + 1);
            int end = at + random.nextInt(spoilt.length - at + 1);
            switch (random.nextInt(6)) {
                case 0 -> {
                    if (at < spoilt.length) {
                        spoilt[at] ^= (byte) (1 << random.nextInt(8));
                    }
                }
                case 1 -> {
                    if (at < spoilt.length) {
                        spoilt[at] = (byte) random.nextInt(256);
                    }
                }
                case 2 ->
                    spoilt = joined(
                            Arrays.copyOf(spoilt, at),
                            INTERESTING[random.nextInt(INTERESTING.length)].getBytes(StandardCharsets.UTF_8),
                            Arrays.copyOfRange(spoilt, at, spoilt.length));
                case 3 -> spoilt = joined(Arrays.copyOf(spoilt, at), Arrays.copyOfRange(spoilt, end, spoilt.length));
                case 4 -> spoilt = joined(Arrays.copyOf(spoilt, end), Arrays.copyOfRange(spoilt, at, spoilt.length));
                default -> spoilt = random.nextInt(10) == 0 ? Arrays.copyOf(spoilt, at) : spoilt;
            }
        }
        return spoilt;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
