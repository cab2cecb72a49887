package io.coppice.kv.resp;

import io.coppice.kv.resp.CommandTable.Adder;
import io.coppice.kv.resp.CommandTable.Handler;
import io.coppice.kv.tcp.Protocol.Next;
import io.coppice.kv.tcp.Request;

/** Redis's commands on hashes: how their arguments are read. */
final class HashCommands {

    private static final String GROUP = "hash";
    private static final byte[] NO_NUMBER = Resp.error("ERR value is not an integer or out of range");
    private static final byte[] NO_CURSOR = Resp.error("ERR invalid cursor");

    private HashCommands() {}

    static void register(Adder to) {
        to.add("HGET", 3, GROUP, field(HashCommand.HGET));
        to.add("HSET", -4, GROUP, HashCommands::set);
        to.add("HMSET", -4, GROUP, (client, request) -> pairs(client, request, HashCommand.HMSET, "hmset"));
        to.add("HSETNX", 4, GROUP, (client, request) -> one(client, request, HashCommand.HSETNX));
        to.add("HMGET", -3, GROUP, fields(HashCommand.HMGET));
        to.add("HGETALL", 2, GROUP, large(HashCommand.HGETALL));
        to.add("HDEL", -3, GROUP, fields(HashCommand.HDEL));
        to.add("HEXISTS", 3, GROUP, field(HashCommand.HEXISTS));
        to.add("HLEN", 2, GROUP, (client, request) -> client.toBucket(request, HashCommand.HLEN));
        to.add("HKEYS", 2, GROUP, large(HashCommand.HKEYS));
        to.add("HVALS", 2, GROUP, large(HashCommand.HVALS));
        to.add("HSTRLEN", 3, GROUP, field(HashCommand.HSTRLEN));
        to.add("HINCRBY", 4, GROUP, HashCommands::increment);
        to.add("HSCAN", -3, GROUP, HashCommands::scan);
    }

    private static Handler field(HashCommand command) {
        return (client, request) -> client.toField(request, command);
    }

    private static Handler fields(HashCommand command) {
        return (client, request) -> {
            Next next = client.toBucket(request, command);
            request.arguments(client.arguments(2));
            return next == Next.COMMAND && command == HashCommand.HMGET ? Next.LARGE : next;
        };
    }

    private static Handler large(HashCommand command) {
        return (client, request) -> {
            client.toBucket(request, command);
            return Next.LARGE;
        };
    }

    private static Next set(RespProtocol client, Request request) {
        return client.size() == 4
                ? one(client, request, HashCommand.HSET)
                : pairs(client, request, HashCommand.HSET_MANY, "hset");
    }

    private static Next one(RespProtocol client, Request request, HashCommand command) {
        Next next = client.toField(request, command);
        if (next == Next.LARGE || request.isFor(command)) {
            request.bytes(client.argument(3));
        }
        return next;
    }

    private static Next pairs(RespProtocol client, Request request, HashCommand command, String name) {
        if (client.size() % 2 != 0) {
            return RespProtocol.refuse(request, Resp.error("ERR wrong number of arguments for '" + name + "' command"));
        }
        Next next = client.toBucket(request, command);
        request.arguments(client.arguments(2));
        return next;
    }

    private static Next increment(RespProtocol client, Request request) {
        byte[] by = client.argument(3);
        if (!Numbers.isWhole(by)) {
            return RespProtocol.refuse(request, NO_NUMBER);
        }
        Next next = client.toField(request, HashCommand.HINCRBY);
        request.number(Numbers.parse(by));
        return next;
    }

    private static Next scan(RespProtocol client, Request request) {
        long cursor = KeyCommands.cursor(client.argument(2));
        if (cursor < 0) {
            return RespProtocol.refuse(request, NO_CURSOR);
        }
        client.toBucket(request, HashCommand.HSCAN);
        request.arguments(client.arguments(3));
        request.number(cursor);
        return Next.LARGE;
    }
}
