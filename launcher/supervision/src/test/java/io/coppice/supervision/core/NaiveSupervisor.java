package io.coppice.supervision.core;

import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * OTP's supervisor once more, as naive as it can be: every start and stop is done when its call returns, as in Erlang.
 *
 * <p>Written after what {@code supervisor.erl} does, function by function, to hold the core against. The one difference:
 * an attempt to restart is for one incarnation (supervisor.erl knows the child's id only, and may do one twice).
 */
final class NaiveSupervisor {

    /** How a start ends. */
    enum Outcome {
        UP,
        FAILS,
        IGNORES
    }

    /** OTP's {@code pid} of a child: {@code undefined}, a process, or {@code restarting}. */
    private enum Pid {
        UNDEFINED,
        RUNNING,
        RESTARTING
    }

    private static final class Kid {
        final ChildSpec spec;
        Pid pid = Pid.UNDEFINED;
        int incarnation;

        Kid(ChildSpec spec) {
            this.spec = spec;
        }
    }

    private final SupervisorSpec spec;
    private final Queue<Outcome> outcomes;
    private final List<Kid> kids = new ArrayList<>();
    private final List<Long> restarts = new ArrayList<>();
    private final ArrayDeque<Runnable> castsToSelf = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();
    private boolean ended;
    private long now;

    NaiveSupervisor(SupervisorSpec spec, Queue<Outcome> outcomes) {
        this.spec = spec;
        this.outcomes = outcomes;
        spec.children().forEach(child -> kids.add(new Kid(child)));
    }

    List<String> log() {
        return log;
    }

    void at(long time) {
        now = time;
    }

    void init() {
        if (startChildren(kids) == null) {
            log.add("up");
        } else {
            end();
        }
    }

    void exit(String id, ExitReason reason) {
        Kid kid = find(id);
        if (ended || kid == null || kid.pid != Pid.RUNNING) {
            return;
        }
        kid.pid = Pid.UNDEFINED;
        if (kid.spec.restart() == RestartType.PERMANENT
                || (kid.spec.restart() == RestartType.TRANSIENT && !reason.isExpected())) {
            restart(kid);
        } else {
            delete(kid);
            autoShutdown(kid);
        }
    }

    /** The oldest message to itself. */
    void cast() {
        Runnable cast = castsToSelf.poll();
        if (cast != null && !ended) {
            cast.run();
        }
    }

    private void restart(Kid kid) {
        restarts.add(now);
        restarts.removeIf(time -> time < now - spec.window().toNanos());
        if (restarts.size() > spec.maxRestarts()) {
            delete(kid);
            end();
            return;
        }
        kid.pid = Pid.UNDEFINED;
        Kid failed = switch (spec.strategy()) {
            case ONE_FOR_ONE -> startChildren(List.of(kid));
            case ONE_FOR_ALL -> restartMultiple(kids);
            case REST_FOR_ONE -> restartMultiple(kids.subList(kids.indexOf(kid), kids.size()));
        };
        if (failed != null) {
            failed.pid = Pid.RESTARTING;
            int incarnation = failed.incarnation;
            log.add("again " + failed.spec.id());
            castsToSelf.add(() -> {
                if (failed.pid == Pid.RESTARTING && failed.incarnation == incarnation) {
                    restart(failed);
                }
            });
        }
    }

    private @Nullable Kid restartMultiple(List<Kid> group) {
        List<Kid> terminated = List.copyOf(group);
        terminate(terminated);
        return startChildren(terminated.stream().filter(kids::contains).toList());
    }

    /** The one that failed, or null. */
    private @Nullable Kid startChildren(List<Kid> some) {
        for (Kid kid : List.copyOf(some)) {
            if (!start(kid)) {
                return kid;
            }
        }
        return null;
    }

    private boolean start(Kid kid) {
        log.add("start " + kid.spec.id());
        kid.incarnation++;
        Outcome outcome = outcomes.poll();
        if (outcome == Outcome.FAILS) {
            return false;
        }
        kid.pid = outcome == Outcome.IGNORES ? Pid.UNDEFINED : Pid.RUNNING;
        if (outcome == Outcome.IGNORES && kid.spec.restart() == RestartType.TEMPORARY) {
            kids.remove(kid);
        }
        return true;
    }

    private void terminate(List<Kid> some) {
        for (int i = some.size() - 1; i >= 0; i--) {
            Kid kid = some.get(i);
            if (kid.pid == Pid.RUNNING) {
                log.add("stop " + kid.spec.id());
            }
            delete(kid);
        }
    }

    /** OTP's del_child: down, and gone if it is temporary. */
    private void delete(Kid kid) {
        kid.pid = Pid.UNDEFINED;
        if (kid.spec.restart() == RestartType.TEMPORARY) {
            kids.remove(kid);
        }
    }

    private void autoShutdown(Kid kid) {
        Predicate<Kid> alive = other -> other.spec.significant() && other.pid != Pid.UNDEFINED;
        if (kid.spec.significant()
                && (spec.autoShutdown() == AutoShutdown.ANY_SIGNIFICANT
                        || (spec.autoShutdown() == AutoShutdown.ALL_SIGNIFICANT
                                && kids.stream().noneMatch(alive)))) {
            end();
        }
    }

    void stop() {
        if (!ended) {
            end();
        }
    }

    private void end() {
        terminate(List.copyOf(kids));
        ended = true;
        log.add("ended");
    }

    private @Nullable Kid find(String id) {
        return kids.stream().filter(kid -> kid.spec.id().equals(id)).findFirst().orElse(null);
    }

    // Requests

    void startChild(ChildSpec child) {
        Kid present = find(child.id());
        if (ended) {
            log.add("shutting_down");
        } else if (present != null) {
            log.add(present.pid == Pid.RUNNING ? "already_started" : "already_present");
        } else {
            Kid kid = new Kid(child);
            kids.add(kid);
            boolean started = start(kid);
            if (!started) {
                kids.remove(kid);
            }
            log.add(started ? "ok" : "start_failed");
        }
    }

    void terminateChild(String id) {
        Kid kid = find(id);
        if (ended) {
            log.add("shutting_down");
        } else if (kid == null) {
            log.add("not_found");
        } else {
            terminate(List.of(kid));
            log.add("ok");
        }
    }

    void restartChild(String id) {
        Kid kid = find(id);
        if (refusesStopped(kid) || kid == null) {
            return;
        }
        log.add(start(kid) ? "ok" : "start_failed");
    }

    void deleteChild(String id) {
        Kid kid = find(id);
        if (!refusesStopped(kid)) {
            kids.remove(kid);
            log.add("ok");
        }
    }

    private boolean refusesStopped(@Nullable Kid kid) {
        if (ended) {
            log.add("shutting_down");
        } else if (kid == null) {
            log.add("not_found");
        } else if (kid.pid == Pid.RESTARTING) {
            log.add("restarting");
        } else if (kid.pid == Pid.RUNNING) {
            log.add("running");
        } else {
            return false;
        }
        return true;
    }
}
