package io.coppice.language.process;

import io.coppice.language.Frames;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process of the operating system that speaks in lines: one thread writes to it, one reads its standard output and one its
 * standard error.
 *
 * <p>It is the leader of a session of its own, so that a signal to the node's group does not reach it. When it has ended,
 * all that it started is killed.
 */
final class GuestProcess {

    /** What is told of it, on threads of its own. */
    interface Listener {

        /** A line of its standard output; may block, which holds up whoever writes it. */
        void line(Lines.Line line) throws InterruptedException;

        /** A line of its standard error. */
        void errorLine(Lines.Line line);

        /**
         * It has ended, all that it started is gone, and all that it wrote was told.
         *
         * @param lastErrors the last lines of its standard error
         */
        void ended(int exitCode, List<String> lastErrors);
    }

    static final int LONGEST_LINE = Frames.LONGEST;
    static final int LONGEST_ERROR_LINE = 8192;

    private static final Logger LOG = System.getLogger("guest");

    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));
    private static final int KEPT_ERRORS = 50;
    /** What has ended may have left its streams to a process that cannot be killed. */
    private static final long LAST_LINES_MILLIS = 2000;

    private final GuestCommand command;
    private final @Nullable Strays strays;
    private final Listener listener;
    private final String token = UUID.randomUUID().toString();
    private final Outbox outbox = new Outbox();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    /** Guarded by itself. */
    private final Deque<String> errors = new ArrayDeque<>();

    private @Nullable Process process;
    private boolean killed;

    /**
     * One that is yet to be started.
     *
     * @param strays where it is noted while it runs; null where nobody would look
     */
    GuestProcess(GuestCommand command, @Nullable Strays strays, Listener listener) {
        this.command = command;
        this.strays = strays;
        this.listener = listener;
    }

    /**
     * Starts it; blocks for some milliseconds.
     *
     * @throws IOException if it cannot be started, or is to be killed already
     */
    synchronized void start() throws IOException {
        if (killed) {
            gone.complete(null);
            throw new IOException("it was stopped before it had begun");
        }
        Process started;
        try {
            started = launch();
        } catch (IOException e) {
            forget();
            gone.complete(null);
            throw e;
        }
        process = started;
        Thread reader = thread("out", () -> read(started.getInputStream()));
        Thread errorReader = thread("err", () -> readErrors(started.getErrorStream()));
        Thread writer = thread("in", () -> write(started.getOutputStream()));
        thread("end", () -> awaitEnd(started, List.of(reader, errorReader), writer));
    }

    private Process launch() throws IOException {
        if (strays != null) {
            strays.note(token);
        }
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(ownSession().stream(), command.words().stream())
                        .toList())
                .directory(command.folder().toFile());
        builder.environment().clear();
        builder.environment().putAll(command.completeEnvironment(System.getenv()));
        builder.environment().put(Strays.VARIABLE, token);
        Process started = builder.start();
        if (strays != null) {
            strays.started(token, started.toHandle());
        }
        return started;
    }

    /** Java cannot make one; where the tool is missing, the process stays in the node's group. */
    private static List<String> ownSession() {
        return SETSID.stream()
                .filter(Files::isExecutable)
                .map(Path::toString)
                .limit(1)
                .toList();
    }

    private Thread thread(String what, Runnable task) {
        Thread thread = new Thread(task, "guest-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** What waits to be written to it. */
    Outbox outbox() {
        return outbox;
    }

    /** Completes when it has ended and all that it started is gone, or when it never was. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    /** Ends it at once; for any thread. */
    synchronized void kill() {
        killed = true;
        Process running = process;
        if (running == null) {
            gone.complete(null);
        } else {
            thread("kill", () -> {
                running.descendants().forEach(ProcessHandle::destroyForcibly);
                running.destroyForcibly();
            });
        }
    }

    private void write(OutputStream stdin) {
        try (stdin) {
            outbox.writeTo(stdin);
        } catch (IOException ended) {
            // It reads no more; its end, which is about to come, says why.
            LOG.log(Level.DEBUG, "cannot write", ended);
        } catch (InterruptedException itHasEnded) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(InputStream stdout) {
        Lines lines = new Lines(stdout, LONGEST_LINE);
        try {
            for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
                listener.line(line);
            }
        } catch (IOException closed) {
            LOG.log(Level.DEBUG, "cannot read", closed);
        } catch (InterruptedException itHasEnded) {
            Thread.currentThread().interrupt();
        }
    }

    private void readErrors(InputStream stderr) {
        Lines lines = new Lines(stderr, LONGEST_ERROR_LINE);
        try {
            for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
                keep(line.text());
                listener.errorLine(line);
            }
        } catch (IOException closed) {
            LOG.log(Level.DEBUG, "cannot read", closed);
        }
    }

    private void keep(String line) {
        synchronized (errors) {
            errors.addLast(line);
            if (errors.size() > KEPT_ERRORS) {
                errors.removeFirst();
            }
        }
    }

    private void awaitEnd(Process started, List<Thread> readers, Thread writer) {
        try {
            int exitCode = started.waitFor();
            writer.interrupt();
            forget();
            for (Thread reader : readers) {
                reader.join(LAST_LINES_MILLIS);
                reader.interrupt();
            }
            List<String> last;
            synchronized (errors) {
                last = List.copyOf(errors);
            }
            gone.complete(null);
            listener.ended(exitCode, last);
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
    }

    private void forget() {
        try {
            Strays.kill(token);
            if (strays != null) {
                strays.forget(token);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the note of a process that has ended cannot be removed", e);
        }
    }
}
