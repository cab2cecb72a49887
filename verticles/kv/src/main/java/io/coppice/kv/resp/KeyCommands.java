package io.coppice.kv.resp;

import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.bus.BusServer;
import io.coppice.kv.resp.CommandTable.Adder;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.Budget;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Protocol.Next;
import io.coppice.kv.tcp.Request;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;

/** Redis's commands on keys, which are the names of buckets; each runs when all before it is answered. */
final class KeyCommands {

    private static final String GROUP = "generic";
    private static final byte[] NO_CURSOR = Resp.error("ERR invalid cursor");
    private static final byte[] NONE = Request.ascii("+none\r\n");
    private static final byte[] HASH = Request.ascii("+hash\r\n");
    private static final Future<Boolean> YES = Future.succeededFuture(true);
    private static final Future<Boolean> NO = Future.succeededFuture(false);
    private static final long MOST_CURSOR = 0xffff_ffffL;

    private KeyCommands() {}

    static void register(Adder to) {
        to.add("DEL", -2, GROUP, KeyCommands::delete);
        to.add("UNLINK", -2, GROUP, KeyCommands::delete);
        to.add("EXISTS", -2, GROUP, KeyCommands::exists);
        to.add("TYPE", 2, GROUP, KeyCommands::type);
        to.add("KEYS", 2, GROUP, KeyCommands::keys);
        to.add("SCAN", -2, GROUP, KeyCommands::scan);
        to.add("DBSIZE", 1, "server", KeyCommands::size);
    }

    /** A cursor, read as C and so Redis reads a number: up to a zero byte, with leading zeros; -1 for what is none. */
    static long cursor(byte[] argument) {
        long number = 0;
        for (byte digit : argument) {
            if (digit == 0) {
                break;
            }
            if (digit < '0' || digit > '9' || number > MOST_CURSOR) {
                return -1;
            }
            number = 10 * number + digit - '0';
        }
        return number > MOST_CURSOR ? -1 : number;
    }

    private static Next delete(RespProtocol client, Request request) {
        byte[][] names = client.arguments(1);
        return client.alone(out -> Elsewhere.sum(
                        client,
                        "DEL",
                        names,
                        false,
                        here -> count(
                                here,
                                name -> present(client, name)
                                        .compose(there -> there ? client.names().drop(text(name)) : NO)))
                .recover(failure -> Future.failedFuture(
                        names.length > 1 && isNotKept(failure)
                                ? new Elsewhere.Refusal(client.unknown("some of the keys may be deleted, not all"))
                                : failure))
                .onSuccess(deleted -> Resp.number(out, deleted))
                .mapEmpty());
    }

    private static boolean isNotKept(Throwable failure) {
        return BusServer.isNotKept(failure)
                || (failure instanceof Elsewhere.Refusal refusal
                        && Arrays.equals(refusal.answer(), HashCommand.UNAVAILABLE));
    }

    /** Of how many names this is true, asked one after the other. */
    private static Future<Long> count(byte[][] names, Function<byte[], Future<Boolean>> test) {
        Promise<Long> counted = Promise.promise();
        count(names, 0, 0, test, counted);
        return counted.future();
    }

    private static void count(
            byte[][] names, int from, long before, Function<byte[], Future<Boolean>> test, Promise<Long> counted) {
        long count = before;
        for (int i = from; i < names.length; i++) {
            Future<Boolean> answer = test.apply(names[i]);
            if (!answer.succeeded()) {
                // Goes on from there, and no deeper for each.
                int next = i + 1;
                long soFar = count;
                answer.onSuccess(is -> count(names, next, soFar + (is ? 1 : 0), test, counted))
                        .onFailure(counted::fail);
                return;
            }
            count += answer.result() ? 1 : 0;
        }
        counted.complete(count);
    }

    /** Whether there is a bucket with entries: one without does not exist to those who speak this protocol. */
    private static Future<Boolean> present(RespProtocol client, byte[] name) {
        Bytes key = Bytes.of(name);
        if (!client.table().isAwaited(key) || !BucketNames.isName(name)) {
            return isPresent(client, key) ? YES : NO;
        }
        return client.names()
                .await(text(name))
                .compose(known -> client.table().isAwaited(key)
                        ? Future.failedFuture(BusServer.unsettled(false))
                        : Future.succeededFuture(isPresent(client, key)));
    }

    private static boolean isPresent(RespProtocol client, Bytes key) {
        Bucket bucket = client.table().lookup(key);
        return bucket != null && isPresent(bucket);
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.UTF_8);
    }

    private static boolean isPresent(Bucket bucket) {
        return bucket.isOpen() && bucket.size() > 0;
    }

    private static Next exists(RespProtocol client, Request request) {
        byte[][] names = client.arguments(1);
        return client.alone(out -> Elsewhere.sum(
                        client, "EXISTS", names, true, here -> count(here, name -> present(client, name)))
                .onSuccess(present -> Resp.number(out, present))
                .mapEmpty());
    }

    private static Next type(RespProtocol client, Request request) {
        if (client.isAway(request, true)) {
            return Next.COMMAND;
        }
        byte[] name = client.argument(1);
        return client.alone(out -> present(client, name)
                .onSuccess(there -> out.append(there ? HASH : NONE))
                .mapEmpty());
    }

    private static Next size(RespProtocol client, Request request) {
        int[] present = {0};
        return client.alone(out -> TableWalk.through(client.table(), bucket -> present[0] += isPresent(bucket) ? 1 : 0)
                .compose(all -> Elsewhere.sizes(client))
                .onSuccess(others -> Resp.number(out, present[0] + others))
                .mapEmpty());
    }

    private static Next keys(RespProtocol client, Request request) {
        byte[] pattern = client.argument(1);
        if (Glob.isTooLong(pattern)) {
            return RespProtocol.refuse(request, Glob.TOO_LONG);
        }
        Glob glob = new Glob(pattern);
        Output found = Output.ofAnswer();
        int[] count = {0};
        Budget.Share share = client.budget().share();
        return client.alone(out -> TableWalk.through(client.table(), bucket -> {
                    byte[] name = bucket.nameBytes();
                    if (isPresent(bucket) && glob.matches(name)) {
                        Resp.bulk(found, name);
                        count[0]++;
                        if (share.hold(found.length()) && share.isTooMuch()) {
                            throw new TooMuch();
                        }
                    }
                })
                .compose(all -> Elsewhere.keys(client, pattern, found))
                .onComplete(all -> share.hold(0))
                .onSuccess(others -> {
                    Resp.array(out, count[0] + others);
                    out.append(found.toArray());
                })
                .mapEmpty());
    }

    /** What all clients wait for has too many bytes, and many of them are this one's. */
    private static final class TooMuch extends RuntimeException {
        TooMuch() {
            super("too many bytes wait for all clients together; SCAN answers in parts", null, false, false);
        }
    }

    private static Next scan(RespProtocol client, Request request) {
        long cursor = cursor(client.argument(1));
        if (cursor < 0) {
            return RespProtocol.refuse(request, NO_CURSOR);
        }
        ScanOptions options = ScanOptions.of(client.arguments(2));
        byte[] fault = options.fault();
        if (fault != null) {
            return RespProtocol.refuse(request, fault);
        }
        ScanRound round = ScanRound.of(client.route(), cursor);
        if (round.isOver()) {
            request.answered(ScanOptions.NOTHING);
            return Next.COMMAND;
        }
        if (!round.isHere()) {
            byte[][] words = client.arguments(0);
            return client.alone(out ->
                    Elsewhere.scan(client, round, words).onSuccess(out::append).mapEmpty());
        }
        return now(client, out -> {
            Output found = Output.ofAnswer();
            int[] count = {0};
            int next = client.table().scan(round.cursor(), options.count(), bucket -> {
                byte[] name = bucket.nameBytes();
                if (isPresent(bucket) && options.wants(name) && options.wantsHashes()) {
                    Resp.bulk(found, name);
                    count[0]++;
                }
            });
            out.append(ScanOptions.answer((int) round.next(next), count[0], found));
        });
    }

    private static Next now(RespProtocol client, Consumer<Output> answer) {
        return client.alone(out -> {
            answer.accept(out);
            return Future.succeededFuture();
        });
    }
}
