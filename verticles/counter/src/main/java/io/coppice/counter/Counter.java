package io.coppice.counter;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;

/**
 * A counter as a plain verticle: a number that nobody else touches, and messages that are handled one at a time.
 *
 * <p>Whether it comes back after an end, and after which, is its restart type's affair and none of this class.
 */
public final class Counter extends VerticleBase {

    private long value;

    @Override
    public Future<?> start() {
        CounterConfig config = CounterConfig.of(config());
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        value = config.initial();
        config.consume(
                vertx,
                message -> Action.of(message)
                        .ifPresent(action -> message.reply(new JsonObject().put("value", handle(action, self)))));
        return Future.succeededFuture();
    }

    private long handle(Action action, Child self) {
        switch (action) {
            case INC -> value++;
            case DEC -> value--;
            case VAL -> {}
            case RESET -> value = 0;
            case STOP -> self.exit(ExitReason.NORMAL);
            case CRASH -> throw new IllegalStateException("boom");
        }
        return value;
    }
}
