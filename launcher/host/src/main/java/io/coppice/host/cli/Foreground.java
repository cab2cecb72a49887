package io.coppice.host.cli;

import io.coppice.host.Host;
import io.coppice.host.HostException;
import io.coppice.host.PortListener;
import io.coppice.host.config.Printable;
import io.coppice.host.logging.Logging;
import io.coppice.supervision.spec.ExitReason;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/**
 * Follows a node from its start to its end on the main thread.
 *
 * <p>What happens on other threads arrives in a queue, so that only this thread prints and no event loop ever waits for a
 * terminal or a pipe.
 */
final class Foreground implements PortListener {

    /** Something to do on the main thread; answers an exit code when the node has ended, else {@link #GO_ON}. */
    @FunctionalInterface
    private interface Step {
        int take(Host host) throws InterruptedException;
    }

    private static final int GO_ON = -1;

    private final PrintWriter out;
    private final PrintWriter err;
    /** Bounded by the node: its ports, its start, its end and the first signal. */
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();

    Foreground(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void listening(String name, String host, int port) {
        String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
        steps.add(node -> say(out, "listening " + name + " " + literal + ":" + port));
    }

    /** Starts the node and waits for its end. */
    int run(Host host) throws InterruptedException {
        IntConsumer onSignal = code -> steps.add(node -> stop(node, code));
        Signals.handle(onSignal);
        host.start()
                .onSuccess(up -> steps.add(this::started))
                .onFailure(failure -> steps.add(node -> notStarted(failure)));
        int exitCode = GO_ON;
        while (exitCode == GO_ON) {
            exitCode = steps.take().take(host);
        }
        return exitCode;
    }

    private int started(Host host) {
        long now = System.currentTimeMillis();
        host.ended().onComplete(end -> steps.add(node -> ended(node, end.result())));
        // Not ProcessHandle's start: on Linux that is a whole second wrong at times.
        long millis = now - ManagementFactory.getRuntimeMXBean().getStartTime();
        return say(out, "coppice ready node=" + host.config().node() + " in " + millis + " ms");
    }

    private int notStarted(Throwable failure) {
        say(err, "coppice: " + (failure instanceof HostException ? failure.getMessage() : failure.toString()));
        return exitCode(failure);
    }

    private int ended(Host host, ExitReason reason) throws InterruptedException {
        if (host.gaveUp()) {
            say(err, "coppice: the root supervisor gave up: " + reason);
            return stop(host, ExitCode.GAVE_UP);
        }
        if (reason.detail().startsWith("auto_shutdown")) {
            say(err, "coppice: the root supervisor has ended: " + reason);
            return stop(host, ExitCode.DONE);
        }
        say(err, "coppice: the root supervisor has ended, but nobody asked for it: " + reason);
        stop(host, ExitCode.SOFTWARE);
        return ExitCode.SOFTWARE;
    }

    private int stop(Host host, int exitCode) throws InterruptedException {
        try {
            host.stop().toCompletionStage().toCompletableFuture().get();
            return exitCode;
        } catch (ExecutionException e) {
            boolean late = e.getCause() instanceof TimeoutException;
            say(
                    err,
                    "coppice: the stop "
                            + (late
                                    ? "took longer than "
                                            + host.config().stopTimeout().toMillis() + " ms"
                                    : "failed: " + e.getCause()));
            return ExitCode.SOFTWARE;
        }
    }

    static int exitCode(Throwable failure) {
        if (!(failure instanceof HostException named)) {
            return ExitCode.SOFTWARE;
        }
        return switch (named.part()) {
            case VERTX, CLUSTER -> ExitCode.VERTX;
            case OBSERVER, CHILD -> ExitCode.CHILD;
            case DATA_FOLDER -> ExitCode.SOFTWARE;
        };
    }

    private int say(PrintWriter where, String line) {
        if (where == err) {
            // What was logged before comes before.
            Logging.flush();
        }
        where.println(Printable.of(line));
        where.flush();
        return GO_ON;
    }
}
