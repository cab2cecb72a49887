package io.coppice.host.observer;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What may be done with one child; its supervisor decides as usual what follows from it. */
enum ChildAction {
    /** Starts it again where it is stopped or parked. */
    START {
        @Override
        Future<Void> on(Supervisor supervisor, String id) {
            return supervisor.restartChild(id).mapEmpty();
        }
    },
    /** Stops it; it stays down until somebody starts it. */
    STOP {
        @Override
        Future<Void> on(Supervisor supervisor, String id) {
            return supervisor.terminateChild(id);
        }
    },
    /** Stops it within its time, and starts it by its spec, which counts for no limit. */
    RESTART {
        @Override
        Future<Void> on(Supervisor supervisor, String id) {
            return supervisor
                    .getChildspec(id)
                    .compose(spec -> supervisor
                            .terminateChild(id)
                            .compose(stopped -> isForgotten(supervisor, spec)
                                    ? supervisor.startChild(spec)
                                    : supervisor.restartChild(id))
                            .mapEmpty());
        }
    },
    /** Ends it at once, as a crash. */
    KILL {
        @Override
        Future<Void> on(Supervisor supervisor, String id) {
            return supervisor.infoOf(id).compose(infos -> {
                List<Child> running = infos.stream()
                        .filter(info -> !info.state().equals(ChildInfo.ABANDONED))
                        .map(ChildInfo::child)
                        .flatMap(Optional::stream)
                        .toList();
                if (running.isEmpty()) {
                    return Future.failedFuture(new SupervisionException(
                            Refusal.NOT_FOUND, id + " does not run: there is nothing to kill", null));
                }
                running.forEach(child -> child.exit(ExitReason.KILLED));
                return Future.succeededFuture();
            });
        }
    };

    abstract Future<Void> on(Supervisor supervisor, String id);

    /** Whether its spec goes with it when it is stopped. */
    private static boolean isForgotten(Supervisor supervisor, ChildSpec spec) {
        return supervisor.spec().dynamic() || spec.restart() == RestartType.TEMPORARY;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ChildAction> of(String word) {
        return Stream.of(values()).filter(action -> action.word().equals(word)).findFirst();
    }
}
