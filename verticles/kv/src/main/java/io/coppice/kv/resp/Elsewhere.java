package io.coppice.kv.resp;

import io.coppice.kv.route.Parcel;
import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Request;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The part of other nodes in commands on several keys, or on all. */
final class Elsewhere {

    private static final byte[] ALL_SIZES = Resp.command(Request.ascii("DBSIZE"));

    /** What another node has answered instead of what was asked for; the client is told it as it is. */
    @SuppressWarnings("serial") // goes nowhere
    static final class Refusal extends RuntimeException {

        private final byte[] answer;

        Refusal(byte[] answer) {
            super("another node has refused it", null, false, false);
            this.answer = answer;
        }

        byte[] answer() {
            return answer;
        }
    }

    private Elsewhere() {}

    /**
     * The sum of the numbers that a command has on these keys, each on its own node.
     *
     * @param here has those of this node
     */
    static Future<Long> sum(
            RespProtocol client, String command, byte[][] keys, boolean isRead, Function<byte[][], Future<Long>> here) {
        // All before it is answered.
        client.route().look();
        if (!client.route().leavesHere()) {
            return here.apply(keys);
        }
        List<byte[]> own = new ArrayList<>();
        List<Parcel> parcels = new ArrayList<>();
        for (byte[] key : keys) {
            Parcel parcel =
                    client.route().parcel(client, key, name -> Resp.command(Request.ascii(command), name), isRead);
            if (parcel == null) {
                own.add(key);
            } else {
                parcels.add(parcel);
            }
        }
        return client.route()
                .carry(parcels)
                .compose(v -> here.apply(own.toArray(byte[][]::new)))
                .map(sum -> sum
                        + parcels.stream()
                                .mapToLong(parcel -> number(parcel.answer(), ':'))
                                .sum());
    }

    /** How many keys the other nodes have. */
    static Future<Long> sizes(RespProtocol client) {
        return ask(client, ALL_SIZES)
                .map(answers -> answers.stream()
                        .mapToLong(answer -> number(answer, ':'))
                        .sum());
    }

    /** Adds the keys of other nodes; how many there are. */
    static Future<Integer> keys(RespProtocol client, byte[] pattern, Output found) {
        return ask(client, Resp.command(Request.ascii("KEYS"), pattern)).map(answers -> {
            int count = 0;
            for (byte[] answer : answers) {
                count += (int) number(answer, '*');
                found.append(Arrays.copyOfRange(answer, lineEnd(answer, 0) + 2, answer.length));
            }
            return count;
        });
    }

    private static Future<List<byte[]>> ask(RespProtocol client, byte[] command) {
        List<Future<byte[]>> answers = client.route().others().stream()
                .map(node -> client.route().ask(node, client, command))
                .toList();
        return Future.all(answers).map(all -> all.list());
    }

    /** The answer to a SCAN that is at another node. */
    static Future<byte[]> scan(RespProtocol client, ScanRound round, byte[][] words) {
        words[1] = Request.ascii(Integer.toString(round.cursor()));
        return client.route()
                .ask(String.valueOf(round.node()), client, Resp.command(words))
                .map(answer -> {
                    // *2, the length of its cursor, the cursor, and what it has found.
                    number(answer, '*');
                    int length = lineEnd(answer, 0) + 2;
                    int cursor = lineEnd(answer, length) + 2;
                    int end = lineEnd(answer, cursor);
                    long next = round.next((int) Numbers.parse(answer, cursor, end - cursor));
                    Output out = new Output();
                    Resp.array(out, 2);
                    Resp.bulk(out, Long.toString(next));
                    out.append(Arrays.copyOfRange(answer, end + 2, answer.length));
                    return out.toArray();
                });
    }

    /** The number in the first line of an answer of this type. */
    private static long number(byte[] answer, char type) {
        int end = lineEnd(answer, 0);
        if (answer.length == 0 || answer[0] != type || end < 0) {
            throw new Refusal(answer);
        }
        return Numbers.parse(answer, 1, end - 1);
    }

    private static int lineEnd(byte[] answer, int from) {
        for (int at = from; at + 1 < answer.length; at++) {
            if (answer[at] == '\r') {
                return at;
            }
        }
        return -1;
    }
}
