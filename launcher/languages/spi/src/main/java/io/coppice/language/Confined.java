package io.coppice.language;

import java.util.List;

/** A verticle that reaches no address of the event bus but those that it is told before it starts. */
public interface Confined {

    /** Its addresses, as {@link AddressList#of} takes them. */
    void confineTo(List<String> addresses);
}
