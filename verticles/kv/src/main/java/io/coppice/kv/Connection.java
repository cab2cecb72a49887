package io.coppice.kv;

import io.coppice.kv.CommandParser.Parsed;
import io.coppice.supervision.Sockets;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
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
final class Connection {

    static final int MAX_LINE = 64 * 1024;
    private static final int MAX_BATCH = 512;
    private static final int MAX_WAITING = MAX_LINE;
    /** Answers are written when they are as large as this, so that a client that does not read them costs little. */
    private static final int WRITE_SIZE = 16 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final byte[] TOO_LONG = Request.ascii("ERROR a line has at most " + MAX_LINE + " bytes\r\n");

    private final NetSocket socket;
    private final Context context;
    private final Limits limits;
    private final BucketNames names;
    private final LineReader lines = new LineReader(MAX_LINE);
    private final CommandParser parser;
    private final Batch batch;
    private final Output out = new Output();

    private boolean busy;
    private boolean pumping;
    private boolean paused;
    /** No more commands are taken; closed when what is under way is answered. */
    private boolean closing;

    private boolean ended;
    private boolean closed;
    private @Nullable Parsed namesCommand;

    /** Whether a line was completed since {@link #lineSince} was looked at. */
    private boolean cut;

    private long lastRead;
    private long lineSince = Limits.NEVER;
    private long unreadSince = Limits.NEVER;
    private long closingSince = Limits.NEVER;

    Connection(NetSocket socket, Context context, BucketTable table, BucketNames names, Limits limits) {
        this.socket = socket;
        this.context = context;
        this.names = names;
        this.limits = limits;
        this.parser = new CommandParser(table);
        this.batch = new Batch(context, () -> guarded(() -> writeFrom(0)));
        this.lastRead = limits.now();
    }

    void open(Runnable whenClosed) {
        socket.handler(this::read);
        socket.exceptionHandler(e -> LOG.debug("{}: {}", socket.remoteAddress(), e.toString()));
        socket.closeHandler(v -> {
            closed = true;
            whenClosed.run();
        });
        Sockets.allowHalfClose(socket, this::clientEnded);
    }

    private void read(Buffer buffer) {
        lastRead = limits.now();
        if (closing) {
            return;
        }
        lines.append(buffer.getBytes());
        pump();
    }

    /** Carries out batch after batch, until there is no whole line or one has to be waited for. */
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!busy && !closed && nextBatch()) {
                busy = true;
                batch.execute();
            }
        } catch (RuntimeException e) {
            failed(e);
        } finally {
            pumping = false;
        }
        if (!lines.isWithinLine() || busy || closing) {
            lineSince = Limits.NEVER;
        } else if (lineSince == Limits.NEVER || cut) {
            lineSince = limits.now();
        }
        cut = false;
        regulate();
        if (closing && !busy) {
            close();
        }
        closeIfDone();
    }

    private boolean nextBatch() {
        batch.clear();
        namesCommand = null;
        while (batch.size() < MAX_BATCH && namesCommand == null && !closing) {
            Request request = batch.next();
            switch (lines.next()) {
                case NOTHING -> {
                    return batch.size() > 0;
                }
                case TOO_LONG -> {
                    request.answered(TOO_LONG);
                    batch.add();
                }
                case LINE -> {
                    cut = true;
                    Parsed parsed = parser.parse(lines.array(), lines.from(), lines.length(), request);
                    if (parsed == Parsed.CREATE || parsed == Parsed.DROP) {
                        // What comes after it may be for this very bucket: the batch ends here.
                        namesCommand = parsed;
                    } else {
                        batch.add();
                        closing = parsed == Parsed.CLOSE;
                        if (parsed == Parsed.LARGE) {
                            return true;
                        }
                    }
                }
            }
        }
        return batch.size() > 0 || namesCommand != null;
    }

    private void writeFrom(int first) {
        if (closed) {
            return;
        }
        for (int i = first; i < batch.size(); i++) {
            batch.get(i).writeTo(out);
            if (out.length() >= WRITE_SIZE) {
                socket.write(out.take());
                if (socket.writeQueueFull()) {
                    int next = i + 1;
                    whenRead(() -> writeFrom(next));
                    return;
                }
            }
        }
        if (namesCommand != null) {
            changeNames(namesCommand == Parsed.CREATE);
        } else {
            finish();
        }
    }

    private void changeNames(boolean create) {
        if (out.length() > 0) {
            socket.write(out.take());
        }
        names.change(create, parser.name())
                .onComplete(answer -> guarded(() -> {
                    out.append(answer.result());
                    finish();
                }));
    }

    private void finish() {
        if (out.length() > 0 && !closed) {
            socket.write(out.take());
        }
        if (socket.writeQueueFull()) {
            whenRead(this::free);
        } else {
            free();
        }
    }

    private void free() {
        busy = false;
        pump();
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
        boolean full = busy && (lines.waiting() > MAX_WAITING || unreadSince != Limits.NEVER);
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
        pump();
    }

    /** When its client has ended its side and has all its answers; behind what a paused socket may still deliver. */
    private void closeIfDone() {
        if (ended && !busy) {
            context.runOnContext(v -> {
                if (!busy) {
                    close();
                }
            });
        }
    }

    /** Called about once a second: ends a client that is beyond a limit. */
    void check() {
        if (limits.isOver(closingSince, limits.line()) || limits.isOver(unreadSince, limits.line())) {
            LOG.info("{}: cut off, it does not read its answers", socket.remoteAddress());
            Sockets.abort(socket);
        } else if (limits.isOver(lineSince, limits.line())) {
            end("ERROR a line took longer than " + limits.line().toSeconds() + " s\r\n");
        } else if (!busy && limits.isOver(lastRead, limits.idle())) {
            end("ERROR idle for more than " + limits.idle().toSeconds() + " s\r\n");
        }
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

    private void end(String lastWords) {
        socket.write(lastWords);
        close();
    }

    private void close() {
        if (closingSince == Limits.NEVER) {
            closingSince = limits.now();
            closing = true;
            lineSince = Limits.NEVER;
            socket.close();
        }
    }
}
