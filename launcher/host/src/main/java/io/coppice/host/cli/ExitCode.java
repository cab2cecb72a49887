package io.coppice.host.cli;

/** How a command ends. */
final class ExitCode {

    static final int DONE = 0;
    /** A mistake in this program, or one that no other code stands for. */
    static final int SOFTWARE = 1;

    static final int USAGE = 2;
    static final int CONFIGURATION = 3;
    /** {@code plan} has found something to do. */
    static final int CHANGES = 4;

    static final int NOT_REACHABLE = 5;
    /** The root supervisor made more restarts than it may: whoever started the process should start it again. */
    static final int GAVE_UP = 6;
    /** Vert.x did not start, or the cluster was not joined. */
    static final int VERTX = 11;
    /** A child, or the observer, did not start. */
    static final int CHILD = 15;

    private ExitCode() {}

    /** After an orderly stop on a signal, as shells have it. */
    static int ofSignal(int number) {
        return 128 + number;
    }
}
