package io.coppice.host.bridge;

import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client of the TCP bridge that waits for what it reads. */
final class TcpClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    TcpClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    /** Shows a token with its first frame, which is answered. */
    TcpClient withToken(String token) throws IOException {
        say(frame("ping", "").put("headers", new JsonObject().put("Authorization", "Bearer " + token)));
        if (!"pong".equals(hear().getString("type"))) {
            throw new IOException("no pong");
        }
        return this;
    }

    static JsonObject frame(String type, String address) {
        return new JsonObject().put("type", type).put("address", address);
    }

    void say(JsonObject frame) throws IOException {
        byte[] text = frame.toBuffer().getBytes();
        out.writeInt(text.length);
        out.write(text);
        out.flush();
    }

    void sayLength(int length) throws IOException {
        out.writeInt(length);
        out.flush();
    }

    void sayBytes(int count) throws IOException {
        out.write(new byte[count]);
        out.flush();
    }

    JsonObject hear() throws IOException {
        byte[] text = new byte[in.readInt()];
        in.readFully(text);
        return new JsonObject(new String(text, StandardCharsets.UTF_8));
    }

    /** What comes next; null where the connection ends. */
    @Nullable
    JsonObject hearOrEnd() throws IOException {
        try {
            return hear();
        } catch (EOFException | SocketException end) {
            return null;
        }
    }

    /** The reply to a request, or its failure. */
    JsonObject ask(String address, @Nullable Object body) throws IOException {
        say(frame("send", address).put("replyAddress", "r").put("body", body));
        return hear();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
