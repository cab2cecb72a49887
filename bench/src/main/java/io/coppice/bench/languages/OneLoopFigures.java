package io.coppice.bench.languages;

import io.coppice.bench.languages.bare.BareEcho;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What one request costs where client and child share the only event loop, one at a time: processor time and nothing else, as
 * no thread wakes another. In a process of its own, whose code is compiled for this alone.
 */
public final class OneLoopFigures {

    private static final int START_SECONDS = 60;
    /** As long as the bare runtimes had. */
    private static final int WARM_UP_SECONDS = 6;

    private static final double WINDOW_SECONDS = 0.6;

    private OneLoopFigures() {}

    /**
     * Arguments: for a child the address that it serves, its plugin folder, its {@code start}, and {@code process} if it is one; for
     * an echo with nothing around it {@code bare}, its language and its {@link BareEcho#in words}. Of a process all threads count, as
     * its pipes have some.
     */
    public static void main(String[] args) {
        try {
            System.out.printf(Locale.ROOT, "loop %.2f%n", micros(args));
            System.exit(0);
        } catch (Exception e) {
            // Vert.x's threads would keep the process.
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static double micros(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        List<String> words = List.of(args);
        boolean isProcess = words.contains("process");
        if (args[0].equals(BareEcho.ADDRESS)) {
            vertx.deployVerticle(
                            BareEcho.in(args[1], words.subList(2, args.length)).get())
                    .await();
        } else {
            EchoHost host = new EchoHost(vertx, Path.of(args[1]), args[0], args[2]);
            (isProcess ? host.startChild() : host.startChildOnLoop()).await(START_SECONDS, TimeUnit.SECONDS);
        }
        EchoLoad.Rate best = EchoLoad.measure(vertx, args[0], WARM_UP_SECONDS, WINDOW_SECONDS);
        return isProcess ? best.clientMicros() + best.othersMicros() : best.clientMicros();
    }
}
