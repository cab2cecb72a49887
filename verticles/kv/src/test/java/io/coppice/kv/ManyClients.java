package io.coppice.kv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A process with very many clients, which is apart from the server, as both ends in one are more files than a process may have
 * open.
 *
 * <p>It connects, and says so; for each line that it reads, each of its clients asks once and has its answer.
 */
final class ManyClients implements AutoCloseable {

    private final Process process;
    private final BufferedReader said;

    private ManyClients(Process process) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
    }

    /** So many, connected. */
    static ManyClients connect(int port, int count) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        String classes = ManyClients.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        Process process = new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-cp",
                        classes,
                        ManyClients.class.getName(),
                        Integer.toString(port),
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ManyClients clients = new ManyClients(process);
        clients.await("connected");
        return clients;
    }

    /** Has each of them ask. */
    void ask() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append('\n').flush();
    }

    boolean haveSaidSomething() throws IOException {
        return said.ready();
    }

    void await(String word) throws IOException {
        String line = said.readLine();
        if (!word.equals(line)) {
            throw new AssertionError("the clients said " + line + ", not " + word);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }

    // In the process

    /** Connects, and has all ask whenever it reads a line; {@code arguments} are the port, and how many. */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        List<SocketChannel> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(client(i, port));
        }
        System.out.println("connected");
        BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (told.readLine() != null) {
            for (int i = 0; i < count; i++) {
                clients.get(i).write(StandardCharsets.US_ASCII.encode("PUT all k" + i + " v\n"));
            }
            for (SocketChannel client : clients) {
                expectOk(client);
            }
            System.out.println("answered");
        }
    }

    /** Each from one of eight addresses, as each has a port of its own there. */
    private static SocketChannel client(int number, int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.bind(new InetSocketAddress("127.0.0." + (2 + number % 8), 0));
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return channel;
    }

    private static void expectOk(SocketChannel client) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate("OK\r\n".length());
        while (answer.hasRemaining()) {
            if (client.read(answer) < 0) {
                throw new IOException("the server has closed a connection");
            }
        }
        String text = new String(answer.array(), StandardCharsets.US_ASCII);
        if (!text.equals("OK\r\n")) {
            throw new IOException("a client was answered " + text);
        }
    }
}
