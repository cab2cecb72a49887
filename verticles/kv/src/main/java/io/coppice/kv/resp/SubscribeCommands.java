package io.coppice.kv.resp;

import io.coppice.kv.resp.CommandTable.Adder;
import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Protocol.Next;
import io.coppice.kv.tcp.Request;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Redis's commands on subscriptions; each runs when all before it is answered. */
final class SubscribeCommands {

    private static final String GROUP = "pubsub";
    private static final Set<String> ALLOWED =
            Set.of("subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ping", "quit", "reset");
    private static final Set<String> WITH_SUBCOMMANDS = Set.of("client", "command", "config");

    private static final byte[] TOO_MANY =
            Resp.error("ERR a client has at most " + Subscriptions.MOST + " subscriptions");
    private static final byte[] TOO_LONG =
            Resp.error("ERR a channel or pattern has at most " + Glob.LONGEST + " bytes");
    private static final byte[] TOO_LONG_TOGETHER = Resp.error(
            "ERR all channels and patterns of a client have at most " + Subscriptions.MOST_BYTES + " bytes together");

    private SubscribeCommands() {}

    static void register(Adder to) {
        to.add(
                "SUBSCRIBE",
                -2,
                GROUP,
                (client, request) -> subscribe(client, request, "subscribe", Subscriptions::subscribe));
        to.add(
                "PSUBSCRIBE",
                -2,
                GROUP,
                (client, request) -> subscribe(client, request, "psubscribe", Subscriptions::subscribeToPattern));
        to.add(
                "UNSUBSCRIBE",
                -1,
                GROUP,
                (client, request) -> unsubscribe(
                        client, "unsubscribe", client.subscriptions().channels(), Subscriptions::unsubscribe));
        to.add(
                "PUNSUBSCRIBE",
                -1,
                GROUP,
                (client, request) -> unsubscribe(
                        client,
                        "punsubscribe",
                        client.subscriptions().patterns(),
                        Subscriptions::unsubscribeFromPattern));
    }

    /** In version 2 a client that has subscribed could not tell answers from messages, so it may do little else. */
    static byte @Nullable [] refusal(RespProtocol client, CommandTable.Entry command) {
        if (client.session().version() != 2
                || client.subscriptions().count() == 0
                || ALLOWED.contains(command.name())) {
            return null;
        }
        String name = client.size() > 1 && WITH_SUBCOMMANDS.contains(command.name())
                ? command.name() + "|" + ServerCommands.lower(client.argument(1))
                : command.name();
        return Resp.error("ERR Can't execute '" + name + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT /"
                + " RESET are allowed in this context");
    }

    private static Next subscribe(
            RespProtocol client, Request request, String name, BiConsumer<Subscriptions, byte[]> change) {
        byte[][] wanted = client.arguments(1);
        if (Arrays.stream(wanted).anyMatch(Glob::isTooLong)) {
            return RespProtocol.refuse(request, TOO_LONG);
        }
        int length = Arrays.stream(wanted).mapToInt(each -> each.length).sum();
        return client.alone(out -> {
            if (client.subscriptions().count() + wanted.length > Subscriptions.MOST) {
                out.append(TOO_MANY);
                return Future.succeededFuture();
            }
            if (client.subscriptions().length() + length > Subscriptions.MOST_BYTES) {
                out.append(TOO_LONG_TOGETHER);
                return Future.succeededFuture();
            }
            return client.subscriptions().reach(wanted, name.startsWith("p")).map(end -> {
                for (byte[] each : wanted) {
                    change.accept(client.subscriptions(), each);
                    confirm(client, name, each, out);
                }
                end.run();
                return null;
            });
        });
    }

    /** Without arguments from all, which is told of each; of none, if there was none. */
    private static Next unsubscribe(
            RespProtocol client, String name, Collection<byte[]> all, BiConsumer<Subscriptions, byte[]> change) {
        Collection<byte[]> unwanted = client.size() > 1 ? Arrays.asList(client.arguments(1)) : all;
        return client.alone(out -> {
            for (byte[] each : unwanted) {
                change.accept(client.subscriptions(), each);
                confirm(client, name, each, out);
            }
            if (unwanted.isEmpty()) {
                confirm(client, name, null, out);
            }
            return Future.succeededFuture();
        });
    }

    private static void confirm(RespProtocol client, String name, byte @Nullable [] channel, Output out) {
        int version = client.session().version();
        Resp.push(out, 3, version);
        Resp.bulk(out, name);
        Resp.bulkOrNil(out, channel, version);
        Resp.number(out, client.subscriptions().count());
    }
}
