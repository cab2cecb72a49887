package io.coppice.kv.tcp;

import io.coppice.kv.route.Route;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.Budget;
import io.coppice.supervision.Sockets;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client.
 *
 * <p>Its commands are carried out a batch at a time: what one read brought, up to {@value #MAX_BATCH} commands. While a
 * batch is out, what is read waits, up to a bound from which on the socket is not read. The answers of a batch go out in
 * the order of its commands, in one write; when the client does not read them, its next commands are not read either.
 */
public final class Connection {

    private static final int MAX_BATCH = 512;
    private static final int MAX_WAITING = 64 * 1024;
    /** Answers are written when they are as large as this, so that a client that does not read them costs little. */
    private static final int WRITE_SIZE = 16 * 1024;

    /** About what Vert.x may hold of a socket that is paused: some thirty reads. */
    private static final int PAUSED_READS = 512 * 1024;

    /** Stands for the first byte of a client that has sent none. */
    private static final byte NO_BYTE = 0;

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final NetSocket socket;
    private final Context context;
    private final Limits limits;
    private final Budget budget;
    private final Budget.Share share;
    private final Function<Byte, Protocol> protocols;
    private final Batch batch;
    private final Pushes pushes;
    private final Farewell farewell;
    private final Output out = new Output();
    /** Null until the first byte tells which. */
    private @Nullable Protocol protocol;

    /** The bytes of answers that the socket has not taken yet. */
    private long unwritten;

    private boolean busy;
    private boolean pumping;
    private boolean paused;
    /** No more commands are taken; closed when what is under way is answered. */
    private boolean closing;

    private boolean ended;
    private boolean closed;
    /** How many requests of the batch are answered. */
    private int written;
    /** Whether something has to be performed alone, behind the batch. */
    private boolean alone;

    /** Whether something was cut off since {@link #partSince} was looked at. */
    private boolean cut;

    private long lastRead;
    private long partSince = Limits.NEVER;
    private long unreadSince = Limits.NEVER;

    /** @param protocols which protocol a client speaks whose first byte is this */
    public Connection(
            NetSocket socket,
            Context context,
            Function<Byte, Protocol> protocols,
            Route route,
            Limits limits,
            Budget budget) {
        this.socket = socket;
        this.context = context;
        this.protocols = protocols;
        this.limits = limits;
        this.budget = budget;
        this.share = budget.share();
        this.batch = new Batch(context, route, () -> guarded(() -> writeFrom(written)));
        this.pushes = new Pushes(socket, context, limits, () -> cutOff("it does not read what it has subscribed to"));
        this.farewell = new Farewell(socket, limits);
        this.lastRead = limits.now();
    }

    public void open(Runnable whenClosed) {
        socket.handler(this::read);
        socket.exceptionHandler(e -> LOG.debug("{}: {}", socket.remoteAddress(), e.toString()));
        socket.closeHandler(v -> {
            closed = true;
            leave();
            whenClosed.run();
        });
        Sockets.allowHalfClose(socket, this::clientEnded);
    }

    private void read(Buffer buffer) {
        lastRead = limits.now();
        if (closing || buffer.length() == 0) {
            return;
        }
        Protocol spoken = protocol;
        if (spoken == null) {
            spoken = protocols.apply(buffer.getByte(0));
            protocol = spoken;
            pushes.open(spoken);
        }
        spoken.append(buffer.getBytes());
        pump(spoken);
    }

    /** Carries out batch after batch, until there is no whole command or one has to be waited for. */
    private void pump(Protocol spoken) {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!busy && !closed && nextBatch(spoken)) {
                busy = true;
                batch.execute();
            }
        } catch (RuntimeException e) {
            failed(e);
        } finally {
            pumping = false;
        }
        if (!spoken.isWithin() || busy || closing) {
            partSince = Limits.NEVER;
        } else if (partSince == Limits.NEVER || cut) {
            partSince = limits.now();
        }
        cut = false;
        regulate();
        account();
        if (closing && !busy) {
            close();
        }
        closeIfDone();
    }

    private boolean nextBatch(Protocol spoken) {
        written = 0;
        alone = false;
        batch.begin();
        while (batch.size() < MAX_BATCH && !closing) {
            switch (spoken.next(batch.next())) {
                case NOTHING -> {
                    return batch.size() > 0;
                }
                case COMMAND -> batch.add();
                case LARGE -> {
                    batch.add();
                    cut = true;
                    return true;
                }
                case LAST -> {
                    batch.add();
                    closing = true;
                }
                case ALONE -> {
                    alone = true;
                    cut = true;
                    return true;
                }
            }
            cut = true;
        }
        return batch.size() > 0;
    }

    private void writeFrom(int first) {
        if (closed) {
            return;
        }
        for (int i = first; i < batch.size(); i++) {
            Request request = batch.get(i);
            if (request.wantsBucket() && revive(i, request)) {
                return;
            }
            request.writeTo(out);
            if (out.length() >= WRITE_SIZE) {
                write(out.take());
                if (socket.writeQueueFull()) {
                    int next = i + 1;
                    whenRead(() -> writeFrom(next));
                    return;
                }
            }
        }
        if (alone && protocol != null) {
            perform(protocol);
        } else {
            finish();
        }
    }

    /**
     * The bucket was there when the command was read, or is only made by it, and is gone now: a new one is made, and what was
     * refused of this batch is carried out on it. Whatever fails is the answer, and the rest goes on.
     */
    private boolean revive(int first, Request request) {
        Bucket gone = request.bucket();
        Protocol spoken = protocol;
        if (gone == null || spoken == null) {
            return false;
        }
        spoken.revive(gone)
                .onComplete(revived -> guarded(() -> {
                    written = first;
                    if (revived.succeeded()) {
                        batch.executeAgain(first, gone, revived.result());
                    } else {
                        request.answered(
                                spoken.error(String.valueOf(revived.cause().getMessage())));
                        writeFrom(first);
                    }
                }));
        return true;
    }

    private void perform(Protocol spoken) {
        if (out.length() > 0) {
            write(out.take());
        }
        spoken.perform(out).onComplete(done -> guarded(this::finish));
    }

    private void finish() {
        if (out.length() > 0 && !closed) {
            write(out.take());
        }
        if (socket.writeQueueFull()) {
            whenRead(this::free);
        } else {
            free();
        }
    }

    private void free() {
        batch.clear();
        busy = false;
        if (protocol != null) {
            pump(protocol);
        }
    }

    private void write(Buffer answers) {
        int length = answers.length();
        unwritten += length;
        socket.write(answers).onComplete(written -> {
            unwritten -= length;
            account();
        });
    }

    /** Tells the budget what this client holds; ends it where that is too much for all together. */
    private void account() {
        long now = 0;
        if (!closed) {
            now = unwritten + out.length() + (paused ? PAUSED_READS : 0);
            now += protocol == null ? 0 : protocol.waiting() + protocol.kept();
        }
        if (share.hold(now)) {
            endIfTooMuch();
        }
    }

    private void endIfTooMuch() {
        if (closing || !share.isTooMuch()) {
            return;
        }
        LOG.info(
                "{}: cut off, it holds {} of more than {} bytes", socket.remoteAddress(), share.held(), budget.limit());
        if (unwritten > 0 || busy) {
            closing = true;
            Sockets.abort(socket);
        } else {
            end("more than " + budget.limit() + " bytes wait for all clients together, and many of them for this"
                    + " one: send shorter commands");
        }
    }

    private void whenRead(Runnable next) {
        unreadSince = limits.now();
        socket.drainHandler(v -> {
            unreadSince = Limits.NEVER;
            socket.drainHandler(null);
            guarded(next);
        });
        regulate();
    }

    private void regulate() {
        boolean full = busy && protocol != null && (protocol.waiting() > MAX_WAITING || unreadSince != Limits.NEVER);
        if (full && !paused) {
            paused = true;
            socket.pause();
        } else if (!busy && paused) {
            paused = false;
            socket.resume();
        }
    }

    private void clientEnded() {
        ended = true;
        if (protocol != null) {
            pump(protocol);
        }
        closeIfDone();
    }

    /** When its client has ended its side and has all its answers; behind what a paused socket may still deliver. */
    private void closeIfDone() {
        if (ended && !busy) {
            context.runOnContext(v -> {
                if (!busy) {
                    close();
                    socket.close();
                }
            });
        }
    }

    /** Called about once a second: ends a client that is beyond a limit. */
    public void check() {
        endIfTooMuch();
        // Ten thousand idle clients would keep what each needed for its largest command.
        out.trim();
        pushes.trim();
        if (protocol != null && !busy) {
            protocol.trim();
        }
        if (farewell.isOver()) {
            cutOff("it does not end its side");
        } else if (farewell.hasBegun()) {
            return;
        } else if (limits.isOver(unreadSince, limits.line())) {
            cutOff("it does not read its answers");
        } else if (limits.isOver(pushes.writingSince(), limits.line())) {
            cutOff("it does not read what it has subscribed to");
        } else if (limits.isOver(partSince, limits.line())) {
            end("a command took longer than " + limits.line().toSeconds() + " s");
        } else if (!busy && (protocol == null || !protocol.isListening()) && limits.isOver(lastRead, limits.idle())) {
            end("idle for more than " + limits.idle().toSeconds() + " s");
        }
    }

    private void cutOff(String reason) {
        LOG.info("{}: cut off, {}", socket.remoteAddress(), reason);
        Sockets.abort(socket);
    }

    /** As the tutorial's task: what goes wrong with one client is the end of that client alone. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException e) {
        LOG.error("{}: closed after an unexpected failure", socket.remoteAddress(), e);
        close();
    }

    private void end(String reason) {
        Protocol spoken = protocol == null ? protocols.apply(NO_BYTE) : protocol;
        write(Buffer.buffer(spoken.error(reason)));
        close();
    }

    private void close() {
        if (!farewell.hasBegun()) {
            closing = true;
            paused = false;
            leave();
            farewell.begin();
        }
    }

    /** It is told and holds nothing more. */
    private void leave() {
        pushes.close();
        if (protocol != null) {
            protocol.closed();
            protocol = null;
        }
        account();
    }
}
