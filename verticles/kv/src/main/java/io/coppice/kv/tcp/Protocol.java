package io.coppice.kv.tcp;

import io.coppice.kv.route.Dialect;
import io.coppice.kv.store.Bucket;
import io.vertx.core.Future;

/** The language of one client: cuts what it sends into commands, and words the answers. */
public interface Protocol extends Dialect {

    /** What the next thing is that a client sent. */
    enum Next {
        /** Nothing whole; more has to be read. */
        NOTHING,
        /** A command, in the request. */
        COMMAND,
        /** As COMMAND, and its answer may be large: nothing more is to be carried out before it is written. */
        LARGE,
        /** As COMMAND, and the connection is to be closed when it is answered. */
        LAST,
        /** All commands before it have to be answered first; then {@link #perform}. */
        ALONE
    }

    /** Adds what was read; the protocol owns the array from now on. */
    void append(byte[] read);

    /** Cuts off the next thing. What the request points to must stay as it is until it is answered. */
    Next next(Request request);

    /** Does what {@link Next#ALONE} is about, and appends its answer; never fails. */
    Future<Void> perform(Output out);

    /** A new bucket with the name of one that is gone, for a command that {@linkplain Command#creates creates} it. */
    Future<Bucket> revive(Bucket gone);

    /** Whether something has begun that is not whole. */
    boolean isWithin();

    /** How many bytes wait. */
    int waiting();

    /** Lets go of what it has read and is done with; called now and then, when all commands are answered. */
    void trim();

    /** How many bytes are kept for the client besides, until it goes: of what it has subscribed to. */
    default long kept() {
        return 0;
    }

    /** The client is gone. */
    void closed();

    /** What a client is told before it is closed for this reason; the protocol's form of an error. */
    @Override
    byte[] error(String reason);

    // What a client is told unasked; by a protocol that has no such thing, nothing

    /** The client is there. Before this nothing is asked of the protocol; {@code wake} has {@link #push} called, from any thread. */
    default void opened(Runnable wake) {}

    /** Appends what there is to be told, until this is about as large as that; to be called again until there is nothing. */
    default void push(Output part, int size) {}

    /** Whether the client was told too much too fast, and is to be cut off. */
    default boolean isOverrun() {
        return false;
    }

    /** Whether the client waits to be told something, so that it may say nothing itself for as long as it likes. */
    default boolean isListening() {
        return false;
    }
}
