package io.coppice.bench.languages;

import io.coppice.bench.Heap;
import io.coppice.bench.languages.bare.BareEcho;
import io.coppice.supervision.Child;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** All figures of an echo in one language, in a process of its own: each line a name and a number. */
public final class EchoFigures {

    private static final int START_SECONDS = 60;
    private static final int MANY = 64;
    /** As long as the bare runtimes had. */
    private static final int WARM_UP_SECONDS = 6;

    private EchoFigures() {}

    /**
     * Arguments: the seconds, 0 for the first start and nothing else; then for a child the address that it serves, its plugin
     * folder, its {@code start}, and if it is a process the words of its command; for an echo with nothing around it {@code bare},
     * or {@code worker} where it runs on worker threads as all guests do, its language and its {@link BareEcho#of words}.
     */
    public static void main(String[] args) {
        try {
            figures(args);
            System.exit(0);
        } catch (Exception e) {
            // Vert.x's threads would keep the process.
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void figures(String[] args) throws Exception {
        double seconds = Double.parseDouble(args[0]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        if (args[1].equals(BareEcho.ADDRESS)) {
            bare(vertx, echo(args), ThreadingModel.EVENT_LOOP, seconds);
        } else if (args[1].equals("worker")) {
            bare(vertx, echo(args), ThreadingModel.WORKER, seconds);
        } else {
            child(vertx, args[1], Path.of(args[2]), args[3], List.of(args).subList(4, args.length), seconds);
        }
    }

    private static BareEcho echo(String[] args) {
        return BareEcho.of(args[2], List.of(args).subList(3, args.length));
    }

    private static void bare(Vertx vertx, BareEcho echo, ThreadingModel threads, double seconds) throws Exception {
        // As a node has a child in Java before: neither counts what Vert.x needs for its first verticle and its first
        // message.
        String java = vertx.deployVerticle(BareEcho.of("java", List.of())).await();
        EchoLoad.ask(vertx, BareEcho.ADDRESS).await();
        vertx.undeploy(java).await();
        long from = System.nanoTime();
        vertx.deployVerticle(echo, new DeploymentOptions().setThreadingModel(threads))
                .await();
        EchoLoad.ask(vertx, BareEcho.ADDRESS).await();
        if (seconds == 0) {
            printFirstStart(from);
        } else {
            load(vertx, echo.where(), BareEcho.ADDRESS, seconds);
        }
    }

    private static void child(
            Vertx vertx, String address, Path folder, String start, List<String> command, double seconds)
            throws Exception {
        boolean isProcess = !command.isEmpty();
        EchoHost host = new EchoHost(vertx, folder, address, start);
        long from = System.nanoTime();
        Child child = await(host.startChild());
        EchoLoad.ask(vertx, address).await();
        if (seconds == 0) {
            printFirstStart(from);
            return;
        }
        load(vertx, child.context().orElseThrow(), address, seconds);
        crash(new Crashes(vertx, address), isProcess ? 25 : 100, command, folder);
        more(host, isProcess ? 10 : 40);
        if (isProcess) {
            ProcessHandle.current().children().forEach(EchoFigures::printResident);
        }
    }

    private static void printFirstStart(long from) {
        print("cold", (System.nanoTime() - from) / 1e6);
    }

    private static void load(Vertx vertx, Context asked, String address, double seconds) throws Exception {
        double window = seconds / EchoLoad.WINDOWS;
        EchoLoad.Rate many = EchoLoad.measure(vertx, asked, address, MANY, WARM_UP_SECONDS, window);
        print("many", many.perSecond());
        print("cpu", many.clientMicros() + many.othersMicros());
        print("client", many.clientMicros());
        print(
                "one",
                EchoLoad.measure(vertx, asked, address, 1, seconds / 2, window).perSecond());
    }

    private static void crash(Crashes crashes, int count, List<String> command, Path folder) throws Exception {
        // The first few are left out: their code is not compiled.
        for (int i = -count / 5; i < count; i++) {
            double millis = crashes.byThrowing();
            if (i >= 0) {
                print("crash", millis);
            }
        }
        for (int i = 0; !command.isEmpty() && i < count; i++) {
            print("kill", crashes.byKilling());
            print("own", OwnStart.time(command, folder));
        }
    }

    /** Further children, one after the other. */
    private static void more(EchoHost host, int count) throws Exception {
        for (int i = 0; i < 5; i++) {
            await(host.startChild());
        }
        long before = Heap.inUse();
        for (int i = 0; i < count; i++) {
            long from = System.nanoTime();
            await(host.startChild());
            print("warm", (System.nanoTime() - from) / 1e6);
        }
        print("heap", (Heap.inUse() - before) / 1024.0 / count);
    }

    private static Child await(Future<Child> started) throws Exception {
        return started.await(START_SECONDS, TimeUnit.SECONDS);
    }

    private static void printResident(ProcessHandle process) {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                    .forEach(kilobytes -> print("resident", kilobytes / 1024));
        } catch (IOException e) {
            throw new IllegalStateException("the memory of " + process + " is not known", e);
        }
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "%s %.2f%n", name, value);
    }
}
