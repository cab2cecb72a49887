package io.coppice.component.database;

import io.coppice.component.bus.Failure;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Whose turn it is to write to a file, among the writers of this process: who waits longest is next.
 *
 * <p>SQLite itself lets writers try again after pauses that grow, so that some would wait long while others pass them.
 */
final class WriterTurns {

    private static final long MOST_SECONDS = 5;

    /** One a file, of which a process has few. */
    private static final ConcurrentMap<Path, Semaphore> TURNS = new ConcurrentHashMap<>();

    private WriterTurns() {}

    /** What is done in a turn. */
    @FunctionalInterface
    interface Turn<T> {
        T take() throws DatabaseException;
    }

    static <T> T in(Path file, Turn<T> turn) throws DatabaseException {
        Semaphore next = TURNS.computeIfAbsent(file.toAbsolutePath().normalize(), key -> new Semaphore(1, true));
        if (!acquire(next)) {
            throw new DatabaseException(Failure.OVERLOADED, "other writers hold the database for too long", null);
        }
        try {
            return turn.take();
        } finally {
            next.release();
        }
    }

    /** An interrupt is kept for who asks for it: to stop in the midst of a write helps nobody. */
    private static boolean acquire(Semaphore next) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        try {
            while (true) {
                try {
                    return next.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
