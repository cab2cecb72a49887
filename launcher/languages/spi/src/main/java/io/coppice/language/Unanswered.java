package io.coppice.language;

import io.vertx.core.eventbus.Message;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The messages that code in another language has to answer, under names that are handed to it; bounded. Used on one context,
 * and by who ends a child whose code holds that up.
 */
public final class Unanswered {

    /** The beginning of all names, so that they are no addresses. */
    public static final String PREFIX = "@";

    /** The failure code for what there is too much of. */
    public static final int OVERLOADED = 429;

    static final int MOST = 30_000;

    private final int most;
    private final LinkedHashMap<String, Message<Object>> messages = new LinkedHashMap<>();
    private long count;

    public Unanswered() {
        this(MOST);
    }

    /** @param most so many are kept */
    Unanswered(int most) {
        this.most = most;
    }

    /** The next message's name; null for one that nobody waits for. */
    public synchronized @Nullable String nextName(Message<Object> message) {
        return message.replyAddress() == null ? null : PREFIX + ++count;
    }

    /** Keeps it until it is answered; where there are too many, the oldest fails: its sender will have been told by a time-out. */
    public synchronized void add(String name, Message<Object> message) {
        messages.put(name, message);
        if (messages.size() > most) {
            take(messages.keySet().iterator().next())
                    .ifPresent(oldest -> oldest.fail(OVERLOADED, "not answered, and too many came after it"));
        }
    }

    /** The message with this name, which is answered now. */
    public synchronized Optional<Message<Object>> take(String name) {
        return Optional.ofNullable(messages.remove(name));
    }

    /** The message with this name; null if it was answered. */
    public synchronized @Nullable Message<Object> peek(String name) {
        return messages.get(name);
    }

    /** Nothing will be answered any more. */
    public synchronized void failAll(int code, String why) {
        messages.values().forEach(message -> message.fail(code, why));
        messages.clear();
    }
}
