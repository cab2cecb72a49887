package io.coppice.infosys;

import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Somebody in a room, over a WebSocket. */
final class TalkClient implements AutoCloseable {

    private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Short> closed = new CompletableFuture<>();
    private final WebSocketClient client;
    private final WebSocket socket;

    /** What it has got last. */
    String cursor;

    private TalkClient(WebSocketClient client, WebSocket socket, String since) {
        this.client = client;
        this.socket = socket;
        this.cursor = since;
        socket.textMessageHandler(text -> frames.add(new JsonObject(text)));
        socket.closeHandler(v -> closed.complete(socket.closeStatusCode()));
    }

    /** Enters a room, and waits until it is in. */
    static TalkClient in(RunningTree tree, String topic, String name, String since) {
        TalkClient client = connect(tree, "/rooms/" + topic + "?name=" + name + "&since=" + since, null);
        client.cursor = since;
        JsonObject joined = client.next();
        if (!joined.containsKey("joined")) {
            throw new AssertionError("not in: " + joined);
        }
        return client;
    }

    /** The status with which a request for a WebSocket is refused. */
    static int refusal(RunningTree tree, String path, String origin) {
        try (TalkClient unexpected = connect(tree, path, origin)) {
            throw new AssertionError("let in, and told " + unexpected.next());
        } catch (UpgradeRejectedException refused) {
            return refused.getStatus();
        }
    }

    static TalkClient connect(RunningTree tree, String path, @Nullable String origin) {
        WebSocketClient client = tree.vertx.createWebSocketClient();
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(tree.port)
                .setURI(path);
        if (origin != null) {
            options.putHeader("Origin", origin);
        }
        return RunningTree.get(client.connect(options).map(socket -> new TalkClient(client, socket, "")));
    }

    void say(String text) {
        send(new JsonObject().put("text", text).encode());
    }

    void send(String frame) {
        RunningTree.get(socket.writeTextMessage(frame));
    }

    JsonObject next() {
        try {
            JsonObject frame = frames.poll(60, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("nothing came within 60 s");
            }
            cursor = frame.getString("cursor", cursor);
            return frame;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next things that are said. */
    List<String> hear(int count) {
        List<String> heard = new ArrayList<>();
        while (heard.size() < count) {
            JsonObject frame = next();
            if (frame.containsKey("text")) {
                heard.add(frame.getString("from") + ": " + frame.getString("text"));
            }
        }
        return heard;
    }

    int closeCode() {
        return closed.orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        RunningTree.get(socket.close());
        RunningTree.get(client.close());
    }
}
