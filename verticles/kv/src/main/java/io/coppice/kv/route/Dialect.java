package io.coppice.kv.route;

/** How a client wants to be told what went wrong, and what its commands are to be read as. */
public interface Dialect {

    /** Says to another node which protocol the commands are in. */
    byte tag();

    /** What a client is told in place of an answer. */
    byte[] error(String reason);

    /** The third answer: the command may have been carried out or not. */
    byte[] unknown(String reason);
}
