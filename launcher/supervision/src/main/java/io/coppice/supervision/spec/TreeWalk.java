package io.coppice.supervision.spec;

import io.coppice.supervision.spec.TreeCheck.Warning;
import io.coppice.supervision.spec.TreeCheck.WorstCase;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One walk over a tree, from the root down, for a {@link TreeCheck}. */
final class TreeWalk {

    /** A delay that has not reached its most by then grows so slowly that it may count as constant. */
    private static final int MOST_STEPS = 1000;

    private final List<WorstCase> worstCases = new ArrayList<>();
    private final List<String> unbounded = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();

    List<WorstCase> worstCases() {
        return worstCases;
    }

    List<String> unbounded() {
        return unbounded;
    }

    List<Warning> warnings() {
        return warnings;
    }

    /** How many ends of one child or supervisor end whom for good. */
    private record Budget(long ends, String endsAt) {

        /** That of a child which its supervisor restarts. */
        Budget ofRestarted(SupervisorSpec supervisor) {
            return new Budget(product(ends, supervisor.maxRestarts() + 1L), endsAt);
        }

        private static long product(long a, long b) {
            return a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
        }
    }

    /** Answers with its stop time. */
    Duration root(SupervisorSpec root) {
        return supervisor("/", root, new Budget(1, "/"));
    }

    private Duration supervisor(String path, SupervisorSpec supervisor, Budget own) {
        if (supervisor.maxRestarts() == 0) {
            warn(
                    path,
                    "max_restarts",
                    "the first crash below it ends it",
                    "give it 1 or more, unless its parent is to decide about every crash");
        }
        if (supervisor.dynamic()) {
            Budget restarted = own.ofRestarted(supervisor);
            worstCases.add(new WorstCase(below(path, "*"), restarted.ends(), restarted.endsAt()));
            return Shutdown.WORKER_DEFAULT.limit().orElseThrow();
        }
        Duration stop = Duration.ZERO;
        for (ChildSpec child : supervisor.children()) {
            stop = stop.plus(child(below(path, child.id()), child, supervisor, own));
        }
        return stop;
    }

    private Duration child(String path, ChildSpec child, SupervisorSpec parent, Budget ofParent) {
        Budget own = budget(path, child, parent, ofParent);
        if (child.start() instanceof SupervisorSpec nested) {
            return nested(path, child, nested, own);
        }
        worstCases.add(new WorstCase(path, own.ends(), own.endsAt()));
        if (child.shutdown().equals(Shutdown.INFINITY)) {
            unbounded.add(path);
            warn(
                    path,
                    "shutdown",
                    "a worker that does not stop holds up the stop of its supervisor for ever",
                    "give it milliseconds, after which it is killed");
        }
        child.extras()
                .backoff()
                .filter(backoff -> neverTooMany(backoff, parent))
                .ifPresent(backoff -> warn(
                        path,
                        "backoff",
                        "its delays are too long for it alone ever to make more than " + parent.maxRestarts()
                                + " restarts within " + seconds(parent.window()) + " s: it is restarted for ever",
                        "that may be what you want; otherwise shorten them, or give its supervisor more max_seconds"));
        return child.shutdown().limit().orElse(Duration.ZERO).multipliedBy(child.instances());
    }

    /** A worker ends with a crash, a supervisor by giving up, which is no crash: that restarts a permanent one only. */
    private static Budget budget(String path, ChildSpec child, SupervisorSpec parent, Budget ofParent) {
        boolean restarted = switch (child.restart()) {
            case PERMANENT -> true;
            case TRANSIENT -> !(child.start() instanceof SupervisorSpec);
            case TEMPORARY -> false;
        };
        if (restarted) {
            return child.parks() ? new Budget(parent.maxRestarts() + 1L, path) : ofParent.ofRestarted(parent);
        }
        return endsItsParent(child, parent) ? ofParent : new Budget(1, path);
    }

    /** S12: its end alone is enough. */
    private static boolean endsItsParent(ChildSpec child, SupervisorSpec parent) {
        return child.significant()
                && switch (parent.autoShutdown()) {
                    case NEVER -> false;
                    case ANY_SIGNIFICANT -> true;
                    case ALL_SIGNIFICANT ->
                        parent.children().stream()
                                        .filter(ChildSpec::significant)
                                        .mapToLong(ChildSpec::instances)
                                        .sum()
                                == 1;
                };
    }

    private Duration nested(String path, ChildSpec child, SupervisorSpec nested, Budget own) {
        if (child.restart() != RestartType.PERMANENT && !child.significant()) {
            warn(
                    path,
                    "restart",
                    "a supervisor that gives up ends with shutdown, after which a "
                            + child.restart().word()
                            + " one is not restarted: it stays down, and nobody above learns of it",
                    "make it permanent, or significant");
        }
        if (child.restart() == RestartType.PERMANENT && nested.autoShutdown() != AutoShutdown.NEVER) {
            warn(
                    path,
                    "auto_shutdown",
                    "a permanent supervisor that shuts itself down is started again, and that counts as a restart",
                    "make it transient");
        }
        if (child.shutdown().limit().isPresent()) {
            warn(
                    path,
                    "shutdown",
                    "after " + child.shutdown() + (child.shutdown().isBrutalKill() ? "" : " ms")
                            + " all below it is killed, whatever time its children have",
                    "leave it at infinity: its children have limits of their own");
        }
        int unboundedAbove = unbounded.size();
        Duration children = supervisor(path, nested, own);
        if (child.shutdown().limit().isEmpty()) {
            return children;
        }
        Duration limit = child.shutdown().limit().get();
        List<String> unboundedBelow = unbounded.subList(unboundedAbove, unbounded.size());
        boolean limited = !unboundedBelow.isEmpty() || limit.compareTo(children) < 0;
        unboundedBelow.clear();
        return limited ? limit : children;
    }

    /**
     * Whether one restart too many with these delays, each as short as it may be, takes longer than the window: when it
     * crashes as soon as it is up, and when it stays up once for as long as makes the delays begin with the least again.
     */
    private static boolean neverTooMany(Backoff backoff, SupervisorSpec supervisor) {
        double window = supervisor.window().toNanos();
        double shortest = 1 - backoff.jitter();
        double anew = supervisor.maxRestarts() * backoff.min().toNanos() * shortest
                + backoff.resetAfter().toNanos();
        return anew > window && sumOfDelays(backoff, supervisor.maxRestarts()) * shortest > window;
    }

    /** Of so many delays from the first on, without jitter. */
    private static double sumOfDelays(Backoff backoff, int count) {
        double max = backoff.max().toNanos();
        double delay = backoff.min().toNanos();
        double sum = 0;
        for (int i = 0; i < count; i++) {
            if (delay >= max || i == MOST_STEPS) {
                return sum + (count - i) * delay;
            }
            sum += delay;
            delay = Math.min(max, delay * backoff.factor());
        }
        return sum;
    }

    private static String seconds(Duration window) {
        return BigDecimal.valueOf(window.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private void warn(String path, String key, String message, String advice) {
        warnings.add(new Warning(path, key, message, advice));
    }

    private static String below(String path, String id) {
        return path.equals("/") ? "/" + id : path + "/" + id;
    }
}
