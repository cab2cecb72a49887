package io.coppice.proof.world;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;

/** Where nodes run: how they reach each other, and how they are reached from here. */
public interface Network extends AutoCloseable {

    /** How one node listens and is reached. */
    interface Place {

        /** What comes before the command that runs there. */
        List<String> prefix();

        /** The address that the other nodes reach it at. */
        String host();

        int clusterPort();

        int observerPort();

        int storePort();

        SocketAddress observer();

        SocketAddress store();
    }

    Place place(String node);

    /** Whether nodes can be cut off from each other. */
    boolean canCut();

    /** From now on nothing that the one sends reaches the other. */
    void cut(String from, String to) throws IOException;

    /** Everything reaches everybody again. */
    void heal() throws IOException;

    @Override
    void close() throws IOException;
}
