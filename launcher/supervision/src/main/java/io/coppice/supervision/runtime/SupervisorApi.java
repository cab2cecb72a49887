package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildCounts;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.TreeNode;
import io.coppice.supervision.core.ChildEntry;
import io.coppice.supervision.core.ChildState;
import io.coppice.supervision.core.Command;
import io.coppice.supervision.core.Core;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A supervisor as its users see it: each request goes through its mailbox (S13, S14). */
final class SupervisorApi implements Supervisor {

    private final SupervisorRuntime owner;

    SupervisorApi(SupervisorRuntime owner) {
        this.owner = owner;
    }

    @Override
    public String path() {
        return owner.path();
    }

    private interface Ask {
        List<Command> of(Core core, long request, long now);
    }

    private Future<@Nullable Child> request(Ask ask) {
        return inTurn(owner::postHere, answer -> carryOut(ask, answer));
    }

    /** One that may go through all children, which the caller's thread is not for. */
    private Future<@Nullable Child> longRequest(Ask ask) {
        return inTurn(owner::post, answer -> carryOut(ask, answer));
    }

    /** The answer comes on the caller's context. */
    private Future<@Nullable Child> inTurn(Predicate<Runnable> turns, Consumer<Promise<@Nullable Child>> handle) {
        Promise<@Nullable Child> answer =
                VertxInternals.promiseOnContext(owner.system().vertx());
        return turns.test(() -> handle.accept(answer)) ? answer.future() : Future.failedFuture(owner.closed());
    }

    private void carryOut(Ask ask, Promise<@Nullable Child> answer) {
        owner.carryOut(ask.of(owner.core, owner.requests.add(answer), System.nanoTime()));
        owner.neighbours.filled();
    }

    @Override
    public Future<@Nullable Child> startChild(ChildSpec child) {
        return startChild(child, null);
    }

    @Override
    public Future<@Nullable Child> startChildHere(ChildSpec child) {
        return startChild(
                child, VertxDeployments.callersEventLoop(owner.system().vertx()));
    }

    private Future<@Nullable Child> startChild(ChildSpec child, @Nullable Object eventLoop) {
        String id = child.id();
        Ask ask = (core, request, now) -> {
            owner.neighbours.keep(id, eventLoop);
            return core.startChild(request, child, now);
        };
        return inTurn(owner::postHere, answer -> {
            Extras extras = present(id) == null ? child.extras() : Extras.NONE;
            startByHand(id, extras, child.waitLimit(), ask, answer);
        });
    }

    @Override
    public Future<@Nullable Child> restartChild(String id) {
        return inTurn(owner::postHere, answer -> {
            ChildEntry present = present(id);
            Ask ask = (core, request, now) -> core.restartChild(request, id, now);
            if (present != null && (present.state() == ChildState.STOPPED || present.state() == ChildState.PARKED)) {
                startByHand(id, present.spec().extras(), present.spec().waitLimit(), ask, answer);
            } else {
                carryOut(ask, answer);
            }
        });
    }

    /** The addresses that it waits for answer first, in the time of its start; nothing of the supervisor waits meanwhile. */
    private void startByHand(String id, Extras extras, Duration time, Ask ask, Promise<@Nullable Child> answer) {
        if (extras.waitFor().isEmpty()) {
            carryOut(ask, answer);
            return;
        }
        owner.postponed.before(id, extras.waitFor(), time, () -> carryOut(ask, answer), why -> {
            Refusal refusal = owner.isRunning() ? Refusal.START_FAILED : Refusal.SHUTTING_DOWN;
            String text = owner.pathOf(id) + " did not start: " + why;
            SupervisionException refused = new SupervisionException(refusal, text, null);
            owner.requests.tell(answer, Future.failedFuture(refused));
        });
    }

    /** The child with this id, or the first instance of a spec with it. */
    private @Nullable ChildEntry present(String id) {
        ChildEntry one = owner.core.child(id);
        return one == null ? owner.core.child(id + "#0") : one;
    }

    /** Also ends a start by hand that waits for addresses. */
    @Override
    public Future<Void> terminateChild(String id) {
        return inTurn(owner::postHere, answer -> {
                    boolean ended = owner.postponed.cancel(id, "it was stopped while it waited");
                    if (ended && present(id) == null) {
                        owner.requests.tell(answer, Future.succeededFuture(null));
                    } else {
                        carryOut((core, request, now) -> core.terminateChild(request, id, now), answer);
                    }
                })
                .mapEmpty();
    }

    @Override
    public Future<Void> replaceChild(String id) {
        return request((core, request, now) -> core.replaceChild(request, id, now))
                .mapEmpty();
    }

    @Override
    public Future<Void> deleteChild(String id) {
        return request((core, request, now) -> core.deleteChild(request, id, now))
                .mapEmpty();
    }

    @Override
    public Future<Void> change(SupervisorSpec spec) {
        return longRequest((core, request, now) -> core.change(request, spec, now))
                .mapEmpty();
    }

    @Override
    public SupervisorSpec spec() {
        return owner.core.spec();
    }

    @Override
    public Optional<Child> child(String id) {
        return owner.byId().running(id);
    }

    @Override
    public Future<ExitReason> stop() {
        return onContext(owner.stop());
    }

    @Override
    public Future<ExitReason> ended() {
        return onContext(owner.ended());
    }

    private <T> Future<T> onContext(Future<T> answer) {
        return VertxInternals.onContext(owner.system().vertx(), answer);
    }

    /** As {@link #ended}, on the thread of the supervisors. */
    Future<ExitReason> endedThere() {
        return owner.ended();
    }

    // What there is

    private <T> Future<T> look(@Nullable String id, Function<Collection<ChildEntry>, T> view) {
        List<T> seen = new ArrayList<>(1);
        return longRequest(
                        (core, request, now) -> core.look(request, id, entries -> seen.add(view.apply(entries)), now))
                .map(done -> seen.get(0));
    }

    @Override
    public Future<List<ChildInfo>> whichChildren() {
        return look(null, entries -> owner.inspection().whichChildren(entries, Integer.MAX_VALUE));
    }

    @Override
    public Future<List<ChildInfo>> infoOf(String id) {
        return look(id, entries -> owner.inspection().infoOf(entries));
    }

    Future<JsonObject> listChildren(int most) {
        return look(null, entries -> owner.inspection().list(entries, most));
    }

    @Override
    public Future<ChildCounts> countChildren() {
        return look(null, Inspection::countChildren);
    }

    @Override
    public Future<ChildSpec> getChildspec(String id) {
        return look(id, entries -> entries.iterator().next().spec());
    }

    @Override
    public Future<TreeNode> tree(int mostChildren) {
        return onContext(owner.tree(mostChildren));
    }
}
