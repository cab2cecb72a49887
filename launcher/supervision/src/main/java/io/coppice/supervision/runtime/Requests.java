package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.core.Command;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The requests of one supervisor that wait for their answers; used on its context (S13). */
final class Requests {

    private final SupervisorRuntime owner;
    private final Map<Long, Promise<@Nullable Child>> waiting = new HashMap<>();
    private long count;

    Requests(SupervisorRuntime owner) {
        this.owner = owner;
    }

    long add(Promise<@Nullable Child> answer) {
        long request = count++;
        waiting.put(request, answer);
        return request;
    }

    void reply(long request, @Nullable Child child) {
        Promise<@Nullable Child> answer = waiting.remove(request);
        if (answer != null) {
            tell(answer, Future.succeededFuture(child));
        }
    }

    void refuse(Command.Refuse command) {
        Promise<@Nullable Child> answer = waiting.remove(command.request());
        if (answer != null) {
            SupervisionException refusal = refusal(command);
            tell(answer, Future.failedFuture(refusal));
        }
    }

    /** Behind the turn, also where that is had on the caller's own thread: what the caller does then is no part of it. */
    void tell(Promise<@Nullable Child> answer, Future<@Nullable Child> result) {
        owner.settle(() -> VertxInternals.tellLater(answer, result));
    }

    private SupervisionException refusal(Command.Refuse command) {
        ExitReason reason = command.reason();
        if (reason != null && reason.cause() instanceof SupervisionException cause) {
            return cause;
        }
        String detail = reason == null ? command.refusal().word() : reason.toString();
        String whose = command.id().isEmpty() ? owner.path() : owner.pathOf(command.id());
        return new SupervisionException(
                command.refusal(), whose + ": " + detail, reason == null ? null : reason.cause());
    }
}
