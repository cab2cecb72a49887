package io.coppice.bench.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayDeque;
import java.util.Queue;

/** A connection that speaks the store's lines. It completes each command with its first line of answer. */
final class LineClient {

    private record Waiting(Promise<String> answer, boolean isValue) {}

    private final Future<NetSocket> socket;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private boolean isBehindValue;

    /** @param client to be kept by the caller: with one that nobody has any more Vert.x closes its connections */
    LineClient(NetClient client, int port) {
        socket = client.connect(port, "127.0.0.1").onSuccess(open -> {
            open.handler(RecordParser.newDelimited("\r\n", this::answered));
            open.closeHandler(v -> waiting.forEach(each -> each.answer().tryFail("the connection was closed")));
        });
    }

    /** Its answer, {@code OK} or an error or, to a GET, the value. */
    Future<String> send(String command) {
        Promise<String> answer = Promise.promise();
        socket.onComplete((open, failure) -> {
            if (failure != null) {
                answer.fail(failure);
            } else {
                waiting.add(new Waiting(answer, command.startsWith("GET")));
                open.write(command + "\r\n");
            }
        });
        return answer.future();
    }

    private void answered(Buffer line) {
        if (isBehindValue) {
            isBehindValue = false;
            return;
        }
        Waiting next = waiting.remove();
        String text = line.toString();
        isBehindValue = next.isValue() && !text.equals("NOT FOUND") && !text.startsWith("ERROR");
        next.answer().complete(text);
    }
}
