package io.coppice.kv;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A plain TCP client that sends and expects exact bytes. */
final class Client implements AutoCloseable {

    final Socket socket;

    Client(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For many lines; nothing else may be read of this client then. */
    BufferedReader reader() {
        try {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next {@code n} lines, with their line ends. */
    String lines(int n) {
        try {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            for (int left = n; left > 0; ) {
                int b = in.read();
                if (b < 0) {
                    return read.toString(StandardCharsets.UTF_8) + "<end>";
                }
                read.write(b);
                if (b == '\n') {
                    left--;
                }
            }
            return read.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether something has come that is not read yet. */
    boolean hasAnswer() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads so many lines and keeps none; nothing else may be read of this client then. */
    void skip(int n) {
        BufferedReader lines = reader();
        try {
            for (int i = 0; i < n; i++) {
                if (lines.readLine() == null) {
                    throw new AssertionError("the server has ended after " + i + " lines");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a line and reads so many lines. */
    String ask(String line, int lines) {
        send(line + "\r\n");
        return lines(lines);
    }

    /** All that comes until the server ends. */
    String rest() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
