package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildCounts;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.Ignore;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.runtime.OnVertx;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * What the cases share: a supervisor, children that end as they are told to, and the proof that a case left nothing behind.
 *
 * <p>Where OTP's suite waits a second to see that a supervisor is still there, these ask it something: a supervisor that has
 * decided to end refuses every request, and what came before a request is done when it is answered (S14).
 */
abstract class Suite extends OnVertx {

    /** The period of most of OTP's cases: no restart ever grows old in it. */
    static final Duration HOUR = Duration.ofHours(1);

    /** The ways in which the suite's children end. */
    enum Death {
        KILL(ExitReason.Kind.KILLED),
        SHUTDOWN(ExitReason.Kind.SHUTDOWN),
        /** OTP's {@code {shutdown, Term}}. */
        SHUTDOWN_TERM(ExitReason.Kind.SHUTDOWN),
        NORMAL(ExitReason.Kind.NORMAL),
        ABNORMAL(ExitReason.Kind.CRASHED),
        /** By {@code terminate_child}. */
        SUPERVISOR(ExitReason.Kind.SHUTDOWN);

        final ExitReason.Kind kind;

        Death(ExitReason.Kind kind) {
            this.kind = kind;
        }
    }

    /** No case leaves a verticle, a supervisor or its path behind once its tree has stopped. */
    @AfterEach
    void nothingIsLeft() {
        Supervision.of(vertx).supervisor("/").ifPresent(root -> get(root.stop()));
        assertThat(vertx.deploymentIDs()).isEmpty();
        assertThat(Supervision.of(vertx).supervisor("/")).isEmpty();
    }

    Supervisor start(SupervisorSpec spec) {
        return get(Supervisor.start(vertx, spec));
    }

    /** OTP's {@code {Strategy, 2, 3600}}. */
    static SupervisorSpec spec(RestartStrategy strategy, ChildSpec... children) {
        return SupervisorSpec.of(strategy, children).withWindow(2, HOUR);
    }

    static SupervisorSpec oneForOne(ChildSpec... children) {
        return spec(RestartStrategy.ONE_FOR_ONE, children);
    }

    /** The peer of {@code simple_one_for_one}, with the same window. */
    static SupervisorSpec dynamic() {
        return SupervisorSpec.ofDynamic().withWindow(2, HOUR);
    }

    // Children

    static ChildSpec ignoring(String id) {
        return child(id, () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                return Future.failedFuture(new Ignore("nothing to do"));
            }
        });
    }

    /** Does not start while {@code fails} is true. */
    static ChildSpec failing(String id, AtomicBoolean fails) {
        return child(id, () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                return fails.get()
                        ? vertx.timer(1).compose(v -> Future.failedFuture("not now"))
                        : Future.succeededFuture();
            }
        });
    }

    /** Each start of it needs the argument. */
    static ChildSpec carrying(String id, byte[] argument) {
        return child(id, () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                return Future.succeededFuture(argument.length);
            }
        });
    }

    /** A child whose starts, and stops, wait until the test lets each go on. */
    static final class Gated {
        private final BlockingQueue<Promise<Void>> starts = new LinkedBlockingQueue<>();
        private final BlockingQueue<Promise<Void>> stops = new LinkedBlockingQueue<>();
        private final boolean isStopGated;

        private Gated(boolean isStopGated) {
            this.isStopGated = isStopGated;
        }

        static Gated atStart() {
            return new Gated(false);
        }

        static Gated atStop() {
            return new Gated(true);
        }

        ChildSpec child(String id) {
            return OnVertx.child(id, () -> new VerticleBase() {
                @Override
                public Future<?> start() {
                    return isStopGated ? Future.succeededFuture() : waiting(starts);
                }

                @Override
                public Future<?> stop() {
                    return isStopGated ? waiting(stops) : Future.succeededFuture();
                }
            });
        }

        private static Future<Void> waiting(BlockingQueue<Promise<Void>> where) {
            Promise<Void> promise = Promise.promise();
            where.add(promise);
            return promise.future();
        }

        /** The next start that waits. */
        Promise<Void> nextStart() {
            return next(starts);
        }

        Promise<Void> nextStop() {
            return next(stops);
        }

        private static Promise<Void> next(BlockingQueue<Promise<Void>> waiting) {
            try {
                Promise<Void> next = waiting.poll(10, TimeUnit.SECONDS);
                if (next == null) {
                    throw new AssertionError("it was not called within 10 s");
                }
                return next;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        boolean isWaitedAt() {
            return !starts.isEmpty() || !stops.isEmpty();
        }
    }

    static Context context(Child child) {
        return child.context().orElseThrow();
    }

    /** Ends a child as told, and waits for its end. */
    ExitReason terminate(Supervisor supervisor, Child child, Death how) {
        switch (how) {
            case KILL -> child.exit(ExitReason.KILLED);
            case SHUTDOWN -> child.exit(ExitReason.SHUTDOWN);
            case SHUTDOWN_TERM -> child.exit(ExitReason.shutdown("some info"));
            case NORMAL -> get(vertx.undeploy(context(child).deploymentID()));
            case ABNORMAL ->
                context(child).runOnContext(v -> {
                    throw new IllegalStateException("died");
                });
            case SUPERVISOR -> get(supervisor.terminateChild(child.id()));
        }
        ExitReason reason = get(child.ended());
        assertThat(reason.kind()).isEqualTo(how.kind);
        return reason;
    }

    // Looking

    static Child started(Future<@Nullable Child> answer) {
        Child child = get(answer);
        if (child == null) {
            throw new AssertionError("nothing was started");
        }
        return child;
    }

    static List<ChildInfo> children(Supervisor supervisor) {
        return get(supervisor.whichChildren());
    }

    /** {@code child1 running, child2 stopped}. */
    static String states(Supervisor supervisor) {
        return String.join(
                ", ",
                children(supervisor).stream()
                        .map(child -> child.id() + " " + child.state())
                        .toList());
    }

    /** The incarnation that runs under this id, once all that came before is done. */
    static Child current(Supervisor supervisor, String id) {
        return children(supervisor).stream()
                .filter(child -> child.id().equals(id))
                .findFirst()
                .flatMap(ChildInfo::child)
                .orElseThrow(() -> new AssertionError(id + " does not run: " + states(supervisor)));
    }

    static void assertCounts(Supervisor supervisor, int specs, int active, int supervisors, int workers) {
        assertThat(get(supervisor.countChildren())).isEqualTo(new ChildCounts(specs, active, supervisors, workers));
    }

    /** It answers, so it has not decided to end. */
    static void assertLives(Supervisor supervisor) {
        get(supervisor.countChildren());
        assertThat(supervisor.ended().isComplete()).isFalse();
    }

    static void assertEndsWithShutdown(Supervisor supervisor) {
        assertThat(get(supervisor.ended()).kind()).isEqualTo(ExitReason.Kind.SHUTDOWN);
    }

    static SupervisionException assertRefused(Future<?> answer, Refusal code) {
        SupervisionException[] refusal = new SupervisionException[1];
        assertThatThrownBy(() -> get(answer)).isInstanceOfSatisfying(SupervisionException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            refusal[0] = e;
        });
        return refusal[0];
    }
}
