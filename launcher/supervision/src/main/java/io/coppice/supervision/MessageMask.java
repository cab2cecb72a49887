package io.coppice.supervision;

import io.coppice.supervision.runtime.JsonMask;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a crash's reports may show of the message that was being handled.
 *
 * <p>The text is cut after it is made: what must not be seen must not be in its beginning either.
 */
@FunctionalInterface
public interface MessageMask {

    /**
     * The text for a body; called on the thread that crashed, so it must not block. Where it throws, the text is
     * {@code ***}.
     *
     * @param address where the message was sent to
     * @param body as the handler got it
     */
    String textOf(String address, @Nullable Object body);

    /**
     * The default: the values of JSON fields whose names contain {@code password}, {@code passwd}, {@code passphrase},
     * {@code pwd}, {@code secret}, {@code token}, {@code authorization}, {@code cookie}, {@code apikey}, {@code credential} or
     * {@code privatekey} are {@code "***"}, at any depth, whatever their type; and so is what follows such a name in an array,
     * as with headers. Of names only letters and digits matter, without case.
     *
     * <p>A {@code JsonObject}, {@code Map} or {@code MultiMap} is a JSON object, a {@code JsonArray} or {@code Collection} an
     * array. Text that begins as JSON does is {@code ***} as a whole if it contains such a name. Of bytes the number is shown,
     * and any other body as the text that it is. Only as much is written as is shown.
     */
    static MessageMask ofJson() {
        return ofJson(List.of());
    }

    /**
     * The default with more names.
     *
     * @param more names, or parts of names, of fields that hold secrets; not empty
     * @throws IllegalArgumentException if one of them has no letter or digit
     */
    static MessageMask ofJson(Collection<String> more) {
        return new JsonMask(more);
    }
}
