package io.coppice.kv.store;

import io.coppice.supervision.nodes.Write;
import java.util.List;

/**
 * Where the changes of a bucket have to be kept before they count; called in the bucket's turns.
 *
 * <p>Its methods tell whether a turn is over, as {@link Mailbox#carryOut} does.
 */
public interface Journal {

    /** Whether it takes no more changes for now. */
    boolean isFull();

    /**
     * Keeps what a turn has changed, and lets it be over when that is kept. Also where it has changed nothing: what it saw must be
     * kept before it is told.
     */
    boolean settle(Bucket bucket, List<Write> changes, Turn turn);

    /** A turn of a bucket that takes none any more, and that is not dropped: there may be another one soon. */
    boolean hold(Bucket bucket, Turn turn);
}
