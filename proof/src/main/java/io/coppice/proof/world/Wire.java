package io.coppice.proof.world;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection that is written to and read from in lines, by one thread, with a limit for each wait. */
public final class Wire implements Closeable {

    private static final int LONGEST_LINE = 64 * 1024;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer read = ByteBuffer.allocate(LONGEST_LINE).limit(0);

    private Wire(SocketChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        channel.configureBlocking(false);
        this.key = channel.register(selector, 0);
    }

    public static Wire connect(SocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        try {
            return new Wire(channel, Selector.open());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    public void send(String text, Duration limit) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        long end = System.nanoTime() + limit.toNanos();
        channel.write(bytes);
        while (bytes.hasRemaining()) {
            await(SelectionKey.OP_WRITE, end);
            channel.write(bytes);
        }
    }

    /**
     * The next line, without its end.
     *
     * @throws SocketTimeoutException if it does not come in time
     * @throws EOFException if the other side closes
     */
    public String line(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        int scanned = 0;
        while (true) {
            for (; scanned < read.remaining(); scanned++) {
                if (read.get(read.position() + scanned) == '\n') {
                    byte[] line = new byte[scanned];
                    read.get(line).get();
                    return new String(line, StandardCharsets.UTF_8).stripTrailing();
                }
            }
            more(end);
        }
    }

    /** All that comes until the other side closes, if it is no more than a line may be. */
    String rest(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                more(end);
            }
        } catch (EOFException closed) {
            byte[] rest = new byte[read.remaining()];
            read.get(rest);
            return new String(rest, StandardCharsets.UTF_8);
        }
    }

    private void more(long end) throws IOException {
        read.compact();
        try {
            if (!read.hasRemaining()) {
                throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
            }
            int count = channel.read(read);
            while (count == 0) {
                await(SelectionKey.OP_READ, end);
                count = channel.read(read);
            }
            if (count < 0) {
                throw new EOFException("the other side has closed");
            }
        } finally {
            read.flip();
        }
    }

    private void await(int operation, long end) throws IOException {
        key.interestOps(operation);
        long left = end - System.nanoTime();
        if (left > 0) {
            selector.select(Math.max(1, left / 1_000_000));
        }
        selector.selectedKeys().clear();
        if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
        if (end - System.nanoTime() <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
