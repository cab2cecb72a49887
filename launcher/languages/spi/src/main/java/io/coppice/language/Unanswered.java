package io.coppice.language;

import io.vertx.core.eventbus.Message;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages that code in another language has to answer, under numbers that are handed to it; bounded. Used on one context,
 * and by who ends a child whose code holds that up.
 */
public final class Unanswered {

    /** The beginning of all numbers where they are names, so that they are no addresses. */
    public static final String PREFIX = "@";

    /** The number of a message that nobody waits for. */
    public static final long NOBODY = 0;

    /** The failure code for what there is too much of. */
    public static final int OVERLOADED = 429;

    static final int MOST = 30_000;

    private static final int DECIMAL = 10;

    private final int most;
    private final HeldAnswers answers;
    /** The last of all, whose number is the count; most are answered before the next one comes, and never get to the map. */
    private @Nullable Message<Object> last;

    private final LinkedHashMap<Long, Message<Object>> older = new LinkedHashMap<>();
    private long count;

    /** @param behind runs a task when all messages that wait for the child now have been handled */
    public Unanswered(Executor behind) {
        this(MOST, behind);
    }

    /** @param most so many are kept */
    Unanswered(int most, Executor behind) {
        this.most = most;
        this.answers = new HeldAnswers(behind, System::nanoTime);
    }

    /** The number that a name has; {@link #NOBODY} for one without. */
    static long number(String name) {
        try {
            return name.startsWith(PREFIX) ? Long.parseLong(name, PREFIX.length(), name.length(), DECIMAL) : NOBODY;
        } catch (NumberFormatException none) {
            return NOBODY;
        }
    }

    /**
     * Keeps a message until it is answered; where there are too many, the oldest fails: its sender will have been told by a
     * time-out.
     *
     * @return its number; {@link #NOBODY} for one that nobody waits for, which is not kept
     */
    public synchronized long add(Message<Object> message) {
        if (message.replyAddress() == null) {
            return NOBODY;
        }
        if (last != null) {
            older.put(count, last);
        }
        if (older.size() >= most) {
            Iterator<Message<Object>> oldest = older.values().iterator();
            oldest.next().fail(OVERLOADED, "not answered, and too many came after it");
            oldest.remove();
        }
        last = message;
        return ++count;
    }

    /** The message with this number, which is answered now. */
    public synchronized Optional<Message<Object>> take(long number) {
        if (number != count) {
            return Optional.ofNullable(older.remove(number));
        }
        Optional<Message<Object>> taken = Optional.ofNullable(last);
        last = null;
        return taken;
    }

    /**
     * Answers the message with this number, now or together with the next few.
     *
     * @return false if there is none
     */
    public boolean answer(long number, Consumer<Message<Object>> answer) {
        Optional<Message<Object>> asked = take(number);
        asked.ifPresent(message -> answers.give(() -> answer.accept(message)));
        return asked.isPresent();
    }

    /** No answer waits for others any longer: for what comes after it, and where that takes long. */
    public void release() {
        answers.release();
    }

    /** The message with this number; null if it was answered. */
    public synchronized @Nullable Message<Object> peek(long number) {
        return number == count ? last : older.get(number);
    }

    /** Nothing will be answered any more. */
    public void failAll(int code, String why) {
        try {
            release();
        } finally {
            failRest(code, why);
        }
    }

    private synchronized void failRest(int code, String why) {
        older.values().forEach(message -> message.fail(code, why));
        older.clear();
        if (last != null) {
            last.fail(code, why);
            last = null;
        }
    }
}
