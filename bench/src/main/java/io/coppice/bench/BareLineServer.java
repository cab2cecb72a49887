package io.coppice.bench;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * A Vert.x server that answers each line with a constant: the most that a line server on Vert.x can do.
 *
 * <p>It looks at nothing but the first byte of a line and its end: two lines for a {@code G}, one for all else.
 */
public final class BareLineServer extends VerticleBase {

    private static final byte[] VALUE = "v12345\r\nOK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "OK\r\n".getBytes(StandardCharsets.US_ASCII);

    private final int port;

    private BareLineServer(int port) {
        this.port = port;
    }

    /** Arguments: the port, and the number of event loops. */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        int loops = Integer.parseInt(args[1]);
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
        Supplier<Deployable> server = () -> new BareLineServer(port);
        vertx.deployVerticle(server, new DeploymentOptions().setInstances(loops))
                .await();
        System.out.println("bare line server on " + port + ", native transport " + vertx.isNativeTransportEnabled());
    }

    @Override
    public Future<?> start() {
        return vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1").setPort(port))
                .connectHandler(BareLineServer::serve)
                .listen();
    }

    private static void serve(NetSocket socket) {
        // One element: whether the line that is under way began with a G.
        boolean[] get = {false};
        boolean[] atStart = {true};
        socket.handler(read -> {
            byte[] bytes = read.getBytes();
            Buffer answers = Buffer.buffer(bytes.length);
            for (byte b : bytes) {
                if (atStart[0]) {
                    get[0] = b == 'G';
                    atStart[0] = false;
                }
                if (b == '\n') {
                    answers.appendBytes(get[0] ? VALUE : OK);
                    atStart[0] = true;
                }
            }
            if (answers.length() > 0) {
                socket.write(answers);
            }
        });
    }
}
