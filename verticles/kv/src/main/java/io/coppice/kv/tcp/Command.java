package io.coppice.kv.tcp;

import io.coppice.kv.store.Bucket;

/** What a protocol does to a bucket, and how it tells the client. */
public interface Command {

    /** Does it, in the bucket's turn; what it throws crashes the bucket. */
    void run(Bucket bucket, Request request);

    /** Whether it makes the bucket that it is for, where there is none. */
    default boolean creates() {
        return false;
    }

    /** Appends the answer, on the client's thread. */
    void answer(Request request, Output out);
}
