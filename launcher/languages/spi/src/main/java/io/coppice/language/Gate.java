package io.coppice.language;

import io.coppice.language.Grants.Use;
import io.coppice.supervision.Addresses;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where each use of the event bus by one guest passes or is refused, which the log is told of now and then. Used on one context. */
public final class Gate {

    /** The first refusal is logged, and then each that completes so many. */
    private static final int REFUSED_A_WARNING = 1000;

    private final Grants grants;
    private final Consumer<String> log;
    private long refused;

    public Gate(Grants grants, Consumer<String> log) {
        this.grants = grants;
        this.log = log;
    }

    /**
     * The failure of a use that is refused; empty for one that passes.
     *
     * @param body what is sent; null where nothing is
     */
    public Optional<ReplyException> refusal(Use use, String address, @Nullable Object body) {
        Optional<String> why = grants.refusal(use, address).or(() -> refusalOfBody(address, body));
        why.ifPresent(text -> {
            if (refused++ % REFUSED_A_WARNING == 0) {
                log.accept(refused == 1 ? "refused: " + text : "refused: " + text + " (" + refused + " so far)");
            }
        });
        return why.map(text -> new ReplyException(ReplyFailure.ERROR, Grants.REFUSED, text));
    }

    /** A service of the node sends to the address that it is given in its own right: so it is given none but its sender's. */
    private Optional<String> refusalOfBody(String address, @Nullable Object body) {
        return Addresses.isService(address)
                        && body instanceof JsonObject request
                        && request.getValue("address") instanceof String given
                ? grants.refusal(Use.CONSUME, given)
                : Optional.empty();
    }
}
