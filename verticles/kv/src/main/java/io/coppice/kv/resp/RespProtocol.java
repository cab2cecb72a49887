package io.coppice.kv.resp;

import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.bus.BusServer;
import io.coppice.kv.route.Parcel;
import io.coppice.kv.route.Route;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Budget;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Events;
import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Protocol;
import io.coppice.kv.tcp.Request;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Redis's protocol, in its versions 2 and 3: a bucket is a hash.
 *
 * <p>A hash that has no fields does not exist, to those who speak this protocol; a command that sets a field makes it.
 */
public final class RespProtocol implements Protocol {

    private final BucketTable table;
    private final BucketNames names;
    private final Route route;
    private final Budget budget;
    private final Sessions sessions;
    private final Session session;
    private final Subscriptions subscriptions;
    private final RespReader reader = new RespReader();
    private final Bytes probe = Bytes.probe();
    /** What {@link Next#ALONE} is about. */
    private Function<Output, Future<Void>> alone = RespProtocol::nothing;

    public RespProtocol(
            BucketTable table,
            BucketNames names,
            Route route,
            Events events,
            Budget budget,
            Sessions sessions,
            String address) {
        this(table, names, route, events, budget, sessions, sessions.open(address));
    }

    private RespProtocol(
            BucketTable table,
            BucketNames names,
            Route route,
            Events events,
            Budget budget,
            Sessions sessions,
            Session session) {
        this.table = table;
        this.names = names;
        this.route = route;
        this.sessions = sessions;
        this.session = session;
        this.budget = budget;
        this.subscriptions = new Subscriptions(events, budget);
    }

    /** For commands of a client of another node, which speaks this version. */
    public static RespProtocol ofVisitor(
            BucketTable table,
            BucketNames names,
            Route route,
            Events events,
            Budget budget,
            Sessions sessions,
            byte version) {
        return new RespProtocol(table, names, route, events, budget, sessions, Sessions.ofVisitor(version));
    }

    @Override
    public void append(byte[] read) {
        reader.append(read);
    }

    @Override
    public boolean isWithin() {
        return reader.waiting() > 0;
    }

    @Override
    public int waiting() {
        return reader.waiting();
    }

    @Override
    public byte[] error(String reason) {
        return Resp.error("ERR " + reason);
    }

    @Override
    public byte tag() {
        return (byte) session.version();
    }

    @Override
    public byte[] unknown(String reason) {
        return Resp.error("UNKNOWN outcome: " + reason);
    }

    @Override
    public void trim() {
        reader.trim();
        probe.letGo();
        alone = RespProtocol::nothing;
    }

    @Override
    public long kept() {
        return subscriptions.bytes();
    }

    @Override
    public void opened(Runnable wake) {
        subscriptions.opened(wake);
    }

    @Override
    public void push(Output part, int size) {
        subscriptions.push(part, size, session.version());
    }

    @Override
    public boolean isOverrun() {
        return subscriptions.isOverrun();
    }

    @Override
    public boolean isListening() {
        return subscriptions.count() > 0;
    }

    @Override
    public void closed() {
        subscriptions.close();
        session.close();
    }

    @Override
    public Next next(Request request) {
        return switch (reader.next()) {
            case NOTHING -> Next.NOTHING;
            case FAULT -> {
                request.answered(Resp.error("ERR Protocol error: " + reader.fault()));
                yield Next.LAST;
            }
            case COMMAND -> command(request);
        };
    }

    private Next command(Request request) {
        CommandTable.Entry command = CommandTable.find(reader.array(), reader.from(0), reader.length(0));
        if (command == null) {
            return refuse(request, unknown());
        }
        if (!command.takes(reader.size())) {
            return refuse(request, Resp.error("ERR wrong number of arguments for '" + command.name() + "' command"));
        }
        byte[] refusal = SubscribeCommands.refusal(this, command);
        if (refusal != null) {
            return refuse(request, refusal);
        }
        request.form(session.version());
        return command.handler().handle(this, request);
    }

    /** The first arguments are shown, as Redis has it: their bytes as they are, up to the first zero. */
    private byte[] unknown() {
        StringBuilder shown = new StringBuilder();
        for (int i = 1; i < reader.size() && shown.length() < CommandTable.MOST_SHOWN; i++) {
            String argument = start(reader.copy(i), CommandTable.MOST_SHOWN - shown.length());
            shown.append('\'').append(argument).append("' ");
        }
        return Resp.errorInBytes("ERR unknown command '" + start(reader.copy(0), CommandTable.MOST_SHOWN)
                + "', with args beginning with: " + shown);
    }

    /** A character a byte. */
    static String start(byte[] argument, int most) {
        int length = 0;
        while (length < Math.min(argument.length, most) && argument[length] != 0) {
            length++;
        }
        return new String(argument, 0, length, StandardCharsets.ISO_8859_1);
    }

    static Next refuse(Request request, byte[] error) {
        request.answered(error);
        return Next.COMMAND;
    }

    // For the commands

    Session session() {
        return session;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    Sessions sessions() {
        return sessions;
    }

    BucketTable table() {
        return table;
    }

    Budget budget() {
        return budget;
    }

    BucketNames names() {
        return names;
    }

    Route route() {
        return route;
    }

    int size() {
        return reader.size();
    }

    byte[] argument(int index) {
        return reader.copy(index);
    }

    byte[][] arguments(int first) {
        byte[][] all = new byte[Math.max(0, reader.size() - first)][];
        Arrays.setAll(all, i -> reader.copy(first + i));
        return all;
    }

    /** Something that has to be done when all before it is answered; if it fails, its text is the answer. */
    Next alone(Function<Output, Future<Void>> task) {
        alone = task;
        return Next.ALONE;
    }

    private static Future<Void> nothing(Output out) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> perform(Output out) {
        Future<Void> done;
        try {
            done = alone.apply(out);
        } catch (Output.Full full) {
            done = Future.failedFuture(full);
        }
        return done.recover(failure -> {
            out.append(refusal(failure));
            return Future.succeededFuture();
        });
    }

    private static byte[] refusal(Throwable failure) {
        if (failure instanceof Elsewhere.Refusal refusal) {
            return refusal.answer();
        }
        if (failure instanceof Output.Full) {
            return Resp.TOO_LARGE;
        }
        if (BusServer.isNotKept(failure)) {
            return HashCommand.UNAVAILABLE;
        }
        boolean isUnknown = failure instanceof ReplyException reply && reply.failureCode() == BusServer.UNKNOWN_OUTCOME;
        return isUnknown ? HashCommand.UNKNOWN : Resp.error("ERR " + failure.getMessage());
    }

    /** Whether the command goes as it is to the node of the bucket that its first argument names, or cannot go there. */
    boolean isAway(Request request, boolean isRead) {
        if (!route.leavesHere()) {
            return false;
        }
        Parcel parcel = route.parcel(
                this,
                reader.array(),
                reader.from(1),
                reader.length(1),
                reader.commandFrom(),
                reader.commandLength(),
                isRead);
        if (parcel == null) {
            return false;
        }
        request.away(parcel);
        return true;
    }

    /** Points the request to the bucket that the first argument names. */
    Next toBucket(Request request, HashCommand command) {
        if (isAway(request, command.isRead())) {
            return Next.COMMAND;
        }
        if (!command.creates()) {
            request.to(table, reader.array(), reader.from(1), reader.length(1), command);
            return Next.COMMAND;
        }
        probe.moveTo(reader.array(), reader.from(1), reader.length(1));
        Bucket bucket = table.lookup(probe);
        if (bucket != null) {
            request.to(bucket, command);
            return Next.COMMAND;
        }
        if (!BucketNames.isName(reader.copy(1))) {
            return refuse(request, Resp.error("ERR " + BucketNames.WHAT_A_NAME_IS));
        }
        request.to(Bucket.absent(probe.toString()), command);
        // What comes after it may be for the bucket that it makes.
        return Next.LARGE;
    }

    /** As {@link #toBucket}, with the second argument as the field. */
    Next toField(Request request, HashCommand command) {
        Next next = toBucket(request, command);
        request.key.moveTo(reader.array(), reader.from(2), reader.length(2));
        return next;
    }

    @Override
    public Future<Bucket> revive(Bucket gone) {
        return names.create(gone.name()).compose(created -> {
            Bucket fresh = table.lookup(gone.key());
            return fresh == null
                    ? Future.failedFuture("the bucket went again at once; try again")
                    : Future.succeededFuture(fresh);
        });
    }
}
