package io.coppice.bench.cluster;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * A line server whose every line is a request of its own over the clustered event bus, to a node that answers a constant: how an
 * application without batches would do it.
 */
public final class BareBus extends VerticleBase {

    private static final String ADDRESS = "bare";
    private static final byte[] VALUE = "v12345\r\nOK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "OK\r\n".getBytes(StandardCharsets.US_ASCII);

    private final int port;

    private BareBus(int port) {
        this.port = port;
    }

    /** Arguments: {@code front} and the port of the server, or {@code back}; then the number of event loops. */
    public static void main(String[] args) throws Exception {
        boolean front = args[0].equals("front");
        int loops = Integer.parseInt(args[args.length - 1]);
        Vertx vertx = Vertx.clusteredVertx(new VertxOptions()
                        .setPreferNativeTransport(true)
                        .setEventLoopPoolSize(loops)
                        .setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
                .await();
        if (front) {
            int port = Integer.parseInt(args[1]);
            Supplier<Deployable> server = () -> new BareBus(port);
            vertx.deployVerticle(server, new DeploymentOptions().setInstances(loops))
                    .await();
        } else {
            vertx.eventBus()
                    .<Buffer>consumer(
                            ADDRESS,
                            message ->
                                    message.reply(Buffer.buffer(message.body().getByte(0) == 'G' ? VALUE : OK)))
                    .completion()
                    .await();
        }
        System.out.println("bare bus " + args[0] + " ready");
    }

    @Override
    public Future<?> start() {
        return vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1").setPort(port))
                .connectHandler(this::serve)
                .listen();
    }

    /** Answers come in the order of the lines. */
    private void serve(NetSocket socket) {
        Queue<Future<Buffer>> waiting = new ArrayDeque<>();
        socket.handler(RecordParser.newDelimited("\n", line -> {
            Future<Buffer> answer =
                    vertx.eventBus().<Buffer>request(ADDRESS, line).map(reply -> reply.body());
            waiting.add(answer);
            answer.onComplete(done -> write(socket, waiting));
        }));
    }

    private static void write(NetSocket socket, Queue<Future<Buffer>> waiting) {
        Buffer all = Buffer.buffer();
        while (!waiting.isEmpty() && waiting.element().isComplete()) {
            Future<Buffer> next = waiting.remove();
            all.appendBuffer(next.succeeded() ? next.result() : Buffer.buffer("ERROR " + next.cause() + "\r\n"));
        }
        if (all.length() > 0) {
            socket.write(all);
        }
    }
}
