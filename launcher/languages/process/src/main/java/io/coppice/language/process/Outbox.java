package io.coppice.language.process;

import io.coppice.language.GuestSession;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The lines that wait to be written to a process, bounded in number and in bytes. */
final class Outbox implements GuestSession.Outlet {

    static final int MOST_LINES = 10_000;
    static final int MOST_BYTES = 16 * 1024 * 1024;

    private final Deque<byte[]> lines = new ArrayDeque<>();
    private int bytes;
    private long written;

    @Override
    public synchronized boolean offer(String line) {
        byte[] encoded = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (lines.size() >= MOST_LINES || bytes + encoded.length > MOST_BYTES) {
            return false;
        }
        lines.addLast(encoded);
        bytes += encoded.length;
        notifyAll();
        return true;
    }

    /** How many lines were written since the process was started. */
    synchronized long written() {
        return written;
    }

    /** Writes one after the other, and flushes when none waits; until the thread is interrupted. */
    void writeTo(OutputStream stream) throws IOException, InterruptedException {
        BufferedOutputStream buffered = new BufferedOutputStream(stream);
        while (true) {
            byte[] line = poll();
            if (line == null) {
                buffered.flush();
                line = take();
            }
            buffered.write(line);
        }
    }

    private synchronized byte @Nullable [] poll() {
        return lines.isEmpty() ? null : removeFirst();
    }

    private synchronized byte[] take() throws InterruptedException {
        while (lines.isEmpty()) {
            wait();
        }
        return removeFirst();
    }

    private byte[] removeFirst() {
        byte[] line = lines.removeFirst();
        bytes -= line.length;
        written++;
        return line;
    }
}
