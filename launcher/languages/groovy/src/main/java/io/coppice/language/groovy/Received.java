package io.coppice.language.groovy;

import io.coppice.language.Unanswered;
import io.vertx.core.eventbus.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as a script has it: its body is of maps and lists. */
public final class Received {

    private final Message<Object> message;
    private final Unanswered unanswered;
    /** Its number among those that are not answered. */
    private final long number;

    private final @Nullable Object body;

    Received(Message<Object> message, Unanswered unanswered) {
        this.message = message;
        this.unanswered = unanswered;
        this.number = unanswered.add(message);
        this.body = Values.plain(message.body());
    }

    public @Nullable Object getBody() {
        return body;
    }

    public String getAddress() {
        return message.address();
    }

    public Map<String, String> getHeaders() {
        Map<String, String> headers = new LinkedHashMap<>();
        message.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        return headers;
    }

    /** Whether its sender waits for an answer. */
    public boolean getWantsReply() {
        return number != Unanswered.NOBODY;
    }

    public void reply(@Nullable Object answer) {
        Object json = Values.json(answer);
        unanswered.answer(number, asked -> asked.reply(json));
    }

    public void fail(int code, Object text) {
        unanswered.answer(number, asked -> asked.fail(code, String.valueOf(text)));
    }
}
