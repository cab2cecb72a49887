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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** All figures of an echo in one language, in a process of its own: each line a name and a number. */
public final class EchoFigures {

    private static final int START_SECONDS = 60;
    private static final int MANY = 64;
    /** As long as the bare runtimes had. */
    private static final int WARM_UP_SECONDS = 6;

    /** The next starts are timed after so many: by then most of what a start runs is compiled. */
    private static final int STARTS_BEFORE = 100;

    private static final int STARTS = 40;
    private static final int PROCESSES_BEFORE = 5;
    private static final int PROCESSES = 10;

    private EchoFigures() {}

    /**
     * Arguments: the seconds, 0 for the starts and nothing else; then for a child the address that it serves, its plugin
     * folder, its {@code start}, and if it is a process the words of its command; for an echo with nothing around it {@code bare},
     * or {@code worker} where it runs on worker threads as all guests do, its language and its {@link BareEcho#in words}.
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
            bare(vertx, args, ThreadingModel.EVENT_LOOP, seconds);
        } else if (args[1].equals("worker")) {
            bare(vertx, args, ThreadingModel.WORKER, seconds);
        } else {
            child(vertx, args[1], Path.of(args[2]), args[3], List.of(args).subList(4, args.length), seconds);
        }
    }

    private static void bare(Vertx vertx, String[] args, ThreadingModel threads, double seconds) throws Exception {
        Supplier<BareEcho> echoes = BareEcho.in(args[2], List.of(args).subList(3, args.length));
        DeploymentOptions on = new DeploymentOptions().setThreadingModel(threads);
        // As a node has a child in Java before: neither counts what Vert.x needs for its first verticle and its first
        // message.
        String java = vertx.deployVerticle(BareEcho.in("java", List.of()).get()).await();
        EchoLoad.ask(vertx, BareEcho.ADDRESS).await();
        vertx.undeploy(java).await();
        BareEcho echo = echoes.get();
        long from = System.nanoTime();
        vertx.deployVerticle(echo, on).await();
        EchoLoad.ask(vertx, BareEcho.ADDRESS).await();
        if (seconds == 0) {
            printStarts(from, args[2].equals("process"), () -> vertx.deployVerticle(echoes.get(), on));
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
            printStarts(from, isProcess, host::startChild);
            return;
        }
        load(vertx, child.context().orElseThrow(), address, seconds);
        crash(new Crashes(vertx, address), isProcess ? 25 : 100, command, folder);
    }

    /** Of the first one, which has begun at a time and is up, and of further ones beside it, one after the other. */
    private static void printStarts(long from, boolean isProcess, Supplier<Future<?>> next) throws Exception {
        print("cold", (System.nanoTime() - from) / 1e6);
        for (int i = 0; i < (isProcess ? PROCESSES_BEFORE : STARTS_BEFORE); i++) {
            await(next.get());
        }
        long before = Heap.inUse();
        double[] millis = new double[isProcess ? PROCESSES : STARTS];
        for (int i = 0; i < millis.length; i++) {
            long nextFrom = System.nanoTime();
            await(next.get());
            millis[i] = (System.nanoTime() - nextFrom) / 1e6;
        }
        Arrays.sort(millis);
        print("warm", millis[millis.length / 2]);
        print("heap", (Heap.inUse() - before) / 1024.0 / millis.length);
        ProcessHandle.current().children().forEach(EchoFigures::printResident);
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

    private static <T> T await(Future<T> started) throws Exception {
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
