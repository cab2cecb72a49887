package io.coppice.counter;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a counter may be asked to do. */
public enum Action {
    INC,
    DEC,
    VAL,
    RESET,
    STOP,
    CRASH;

    private static final int BAD_REQUEST = 400;

    /** The action that is written so in a request. */
    public static Optional<Action> ofWord(String word) {
        return Arrays.stream(values())
                .filter(action -> action.word().equals(word))
                .findFirst();
    }

    /** The action of a request; where it has none the sender is told, and the counter goes on. */
    static Optional<Action> of(Message<?> message) {
        Object asked = message.body() instanceof JsonObject body ? body.getValue("action") : message.body();
        Optional<Action> known =
                message.body() instanceof JsonObject ? ofWord(String.valueOf(asked)) : Optional.empty();
        if (known.isEmpty()) {
            message.fail(
                    BAD_REQUEST, "a request is {\"action\": \"inc\"}, dec, val, reset, stop or crash, not " + asked);
        }
        return known;
    }

    /** As it is written in a request. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
