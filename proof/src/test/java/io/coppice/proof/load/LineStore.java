package io.coppice.proof.load;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A store over lines, of one map behind one lock, that can be told what to answer. */
final class LineStore implements Closeable {

    /** Looks at a command first; null lets the store answer. */
    interface Answering {
        @Nullable
        String answer(String command);
    }

    /** An answer that closes the connection. */
    static final String CLOSE = "close";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> values = new ConcurrentHashMap<>();
    private final Set<String> buckets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Answering answering;

    LineStore(Answering answering) throws IOException {
        this.answering = answering;
        threads.execute(this::accept);
    }

    SocketAddress address() {
        return server.getLocalSocketAddress();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException closed) {
            // That is how it ends.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String answer = answering.answer(line);
                if (CLOSE.equals(answer)) {
                    return;
                }
                String text = (answer == null ? answer(line.split(" ", -1)) : answer) + "\r\n";
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException gone) {
            // A client may go at any time.
        }
    }

    private synchronized String answer(String[] words) {
        String key = words.length > 2 ? words[1] + "/" + words[2] : "";
        if (words[0].equals("CREATE")) {
            buckets.add(words[1]);
            return "OK";
        }
        if (!buckets.contains(words[1])) {
            return "NOT FOUND";
        }
        switch (words[0]) {
            case "PUT" -> values.put(key, words[3]);
            case "DELETE" -> values.remove(key);
            case "GET" -> {
                return values.getOrDefault(key, "") + "\r\nOK";
            }
            default -> {
                return "UNKNOWN COMMAND";
            }
        }
        return "OK";
    }

    /** Forgets all. */
    synchronized void forget() {
        buckets.clear();
        values.clear();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
