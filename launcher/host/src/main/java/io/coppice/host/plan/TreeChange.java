package io.coppice.host.plan;

import io.coppice.host.plan.Step.Kind;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes the running tree into another one, supervisor by supervisor from the root down: first what goes is stopped, then the
 * supervisor gets its new spec, then what is new is started and what runs something else is restarted, in start order.
 *
 * <p>A child that does not start is noted, and all else goes on.
 */
final class TreeChange {

    private final Supervision supervision;
    private final Set<Step> steps;
    private final List<String> failures = new ArrayList<>();

    /** @param steps what {@link TreeDiff} found */
    TreeChange(Supervision supervision, List<Step> steps) {
        this.supervision = supervision;
        this.steps = Set.copyOf(steps);
    }

    /**
     * Does it, once.
     *
     * @param then the spec of the root as it is to be
     * @return what did not start, each with its reason; failed where a supervisor refuses
     */
    Future<List<String>> run(SupervisorSpec then) {
        return supervisor("/", then).map(done -> List.copyOf(failures));
    }

    private Future<Void> supervisor(String path, SupervisorSpec then) {
        return supervision
                .supervisor(path)
                .map(running -> stop(running, path)
                        .compose(stopped -> running.change(then))
                        .compose(changed -> children(running, path, then)))
                // It is down, and gets its new spec from its parent when it is started.
                .orElseGet(Future::succeededFuture);
    }

    private boolean has(Kind kind, String path) {
        return steps.stream()
                .anyMatch(step -> step.kind() == kind && step.path().equals(path));
    }

    private static String child(String path, String id) {
        return path.equals("/") ? "/" + id : path + "/" + id;
    }

    private Future<Void> stop(Supervisor supervisor, String path) {
        Future<Void> chain = Future.succeededFuture();
        List<ChildSpec> children = supervisor.spec().children();
        for (int i = children.size() - 1; i >= 0; i--) {
            String id = children.get(i).id();
            if (has(Kind.STOP, child(path, id))) {
                chain = chain.compose(before -> unless(Refusal.NOT_FOUND, () -> supervisor.terminateChild(id)))
                        .compose(stopped -> unless(Refusal.NOT_FOUND, () -> supervisor.deleteChild(id)));
            }
        }
        return chain;
    }

    private Future<Void> children(Supervisor supervisor, String path, SupervisorSpec then) {
        Future<Void> chain = Future.succeededFuture();
        for (ChildSpec child : then.children()) {
            String at = child(path, child.id());
            if (has(Kind.START, at)) {
                chain = chain.compose(before -> noted(at, start(supervisor, child)));
            } else if (has(Kind.RESTART, at)) {
                chain = chain.compose(before -> unless(Refusal.NOT_FOUND, () -> supervisor.terminateChild(child.id())))
                        .compose(stopped -> noted(at, start(supervisor, child)));
            } else if (child.start() instanceof SupervisorSpec nested) {
                chain = chain.compose(before -> supervisor(at, nested));
            }
        }
        return chain;
    }

    private static Future<Void> start(Supervisor supervisor, ChildSpec child) {
        // The spec of a temporary child goes with it.
        return child.restart() == RestartType.TEMPORARY
                ? supervisor
                        .startChild(child)
                        .<Void>mapEmpty()
                        .recover(failure -> is(Refusal.ALREADY_PRESENT, failure)
                                ? supervisor.restartChild(child.id()).mapEmpty()
                                : Future.failedFuture(failure))
                : supervisor.restartChild(child.id()).mapEmpty();
    }

    private Future<Void> noted(String path, Future<Void> start) {
        return start.recover(failure -> {
            if (is(Refusal.RUNNING, failure)) {
                // Somebody has started it by hand.
                return Future.succeededFuture();
            }
            failures.add(path + ": " + failure.getMessage());
            return Future.succeededFuture();
        });
    }

    private static Future<Void> unless(Refusal refusal, Supplier<Future<Void>> request) {
        return request.get()
                .recover(failure -> is(refusal, failure) ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    private static boolean is(Refusal refusal, Throwable failure) {
        return failure instanceof SupervisionException refused && refused.code() == refusal;
    }
}
