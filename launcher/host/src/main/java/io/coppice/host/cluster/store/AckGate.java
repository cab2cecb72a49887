package io.coppice.host.cluster.store;

import org.jspecify.annotations.Nullable;

/** Decides whether what a processor did is held by all who are to hold it. */
@FunctionalInterface
interface AckGate {

    /**
     * Hazelcast looks at the table of copies right behind a processor, and waits for the backups that it finds there. What the
     * processor saw is what Hazelcast found where the table has not changed since: as this node sees, when it was carried out
     * here, or as the next try of the same shows.
     */
    AckGate STRICT = (last, before, now) ->
            last.isComplete() && (last.equals(now) || (!last.member().equals(now.member()) && last.equals(before)));

    /**
     * Whether it may be acknowledged.
     *
     * @param last what the processor saw
     * @param before what it saw at the try before; null at the first
     * @param now what this node sees, after it
     */
    boolean isOpen(Copies last, @Nullable Copies before, Copies now);
}
