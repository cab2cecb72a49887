package io.coppice.proof.campaign;

import io.coppice.proof.history.Finding;
import io.coppice.proof.history.HistoryChecker;
import io.coppice.proof.history.HistoryChecker.Verdict;
import io.coppice.proof.history.Operation;
import io.coppice.proof.load.Keys;
import io.coppice.proof.load.Load;
import io.coppice.proof.load.Probe;
import io.coppice.proof.world.World;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Rounds of load and faults: in each, clients work, a fault happens, all is made whole, and what clients saw is checked. */
public final class Campaign {

    private static final int CLIENTS = 24;
    private static final int BUCKETS = 16;
    private static final int KEYS_EACH = 16;

    /** Before the fault and after it, when all is well. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Settings settings;
    private final World world;
    private final Path folder;
    private final PrintStream out;
    private final Report report = new Report();
    private volatile boolean isOver;

    /**
     * A campaign in a world of which nothing has started.
     *
     * @param folder where the histories of failed rounds are written
     */
    public Campaign(Settings settings, World world, Path folder, PrintStream out) {
        this.settings = settings;
        this.world = world;
        this.folder = folder;
        this.out = out;
    }

    /**
     * Runs all rounds. After one in which the nodes did not come together again, it goes on with a new cluster.
     *
     * @throws IOException if nodes do not even start
     */
    public Report run() throws IOException {
        int last = settings.first() + settings.rounds() - 1;
        int next = settings.first();
        while (next <= last) {
            next = runFrom(next, last);
        }
        if (settings.without().isPresent()) {
            checkThatItWasGone(settings.without().get());
        }
        return report;
    }

    /** Runs rounds until one fails that leaves no cluster; the number of the next. */
    private int runFrom(int first, int last) throws IOException {
        world.names().forEach(this::start);
        world.awaitReady(world.names(), START_LIMIT);
        Map<String, SocketAddress> stores =
                world.names().stream().collect(Collectors.toMap(name -> name, world::store));
        Keys keys = new Keys("b" + first, BUCKETS, KEYS_EACH, world.names());
        Duration pause = Duration.ofSeconds(CLIENTS).dividedBy(settings.rate());
        HistoryChecker checker = new HistoryChecker();
        try (Load load = new Load(keys, stores, CLIENTS, pause);
                Probe probe = new Probe(keys, stores)) {
            load.prepare();
            for (int number = first; number <= last; number++) {
                Plan plan = Plan.of(settings.seed(), number, settings.faults(), world.names());
                if (!round(plan, load, probe, checker, keys)) {
                    world.heal();
                    world.killAll();
                    return number + 1;
                }
            }
        }
        world.killAll();
        return last + 1;
    }

    private void start(String node) {
        try {
            world.start(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A control proves nothing where the protection was there all the time. */
    private void checkThatItWasGone(Protection protection) throws IOException {
        for (String name : world.names()) {
            if (world.hasPrinted(name, protection.sign())) {
                return;
            }
        }
        throw new IOException("no node has done without " + protection + ": do its rules still fit the host?");
    }

    /** Whether the cluster is whole afterwards. */
    private boolean round(Plan plan, Load load, Probe probe, HistoryChecker checker, Keys keys) throws IOException {
        if (!plan.fault().isArranged()) {
            load.start(plan.seed() + plan.round());
        }
        LockSupport.parkNanos(QUIET.toNanos());
        long faultAt = System.nanoTime();
        List<Finding> more = new ArrayList<>();
        try {
            new Injection(world, probe).carryOut(plan);
        } catch (IOException e) {
            more.add(new Finding(Finding.Kind.NOT_WHOLE, "cluster", String.valueOf(e.getMessage())));
        }
        Duration recovery = Duration.ofNanos(System.nanoTime() - faultAt);
        LockSupport.parkNanos(QUIET.toNanos());
        List<Operation> operations = load.end();
        operations.addAll(probe.takeOperations());
        List<Operation> reads = more.isEmpty() ? load.readAll() : new ArrayList<>();
        int missing = keys.all().size() * keys.nodes().size() - reads.size();
        if (more.isEmpty() && missing > 0) {
            more.add(new Finding(
                    Finding.Kind.UNREADABLE,
                    "all",
                    missing + " reads were not answered in the end; " + load.lastFailure()));
        }
        if (more.isEmpty() && plan.fault().isArranged()) {
            reads.addAll(probe.readAll());
        }
        if (!reads.isEmpty()) {
            Verdict verdict = checker.check(operations, reads, plan.fault().promise());
            verdict.failures().addAll(more);
            tell(Round.of(plan, operations, faultAt, recovery, verdict), operations, reads);
        } else {
            tell(Round.of(plan, operations, faultAt, recovery, new Verdict(more, List.of())), operations, reads);
        }
        if (plan.round() == settings.first() && settings.plot().isPresent()) {
            Files.writeString(settings.plot().get(), AvailabilityPlot.of(plan, operations, faultAt, recovery));
        }
        return more.isEmpty();
    }

    /** What it has come to, when it is ended from outside: what happens from now on is no fault of the nodes. */
    public Report end() {
        isOver = true;
        return report;
    }

    private void tell(Round round, List<Operation> operations, List<Operation> reads) throws IOException {
        if (isOver) {
            return;
        }
        report.add(round);
        out.println(round);
        List<Finding> failures = round.verdict().failures();
        Set<Finding.Kind> told = EnumSet.noneOf(Finding.Kind.class);
        failures.stream().filter(each -> told.add(each.kind())).forEach(each -> out.println("    " + each));
        if (!failures.isEmpty()) {
            Path file = folder.resolve(
                    "seed-" + round.plan().seed() + "-round-" + round.plan().round() + ".txt");
            List<String> lines = new ArrayList<>();
            failures.forEach(each -> lines.add(each.toString()));
            operations.forEach(each -> lines.add(each.toString()));
            reads.forEach(each -> lines.add("in the end " + each));
            Files.write(file, lines);
            out.println("    all of it: " + file);
        }
    }
}
