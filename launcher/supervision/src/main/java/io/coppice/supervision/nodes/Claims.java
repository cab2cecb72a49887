package io.coppice.supervision.nodes;

import java.util.function.Consumer;

/** Where nodes claim the children that their cluster has once. All methods may be called on any thread, and none of them blocks. */
public interface Claims {

    /**
     * Stands in line for a child from now on. The first in the line gets the claim when nobody has it.
     *
     * @param path the child's path, the same on all nodes
     * @param listener told, on any thread, of the first answer and of every change behind it, in their order. A node that loses a
     *     claim is told so before it is told of the next
     */
    Candidacy stand(String path, Consumer<Claim> listener);

    /** A node's place in the line. */
    interface Candidacy {

        /** Counts a restart. Only of effect for who has the claim. */
        void restarted();

        /** Nobody is to run it any more, for this reason. Only of effect for who has the claim. */
        void rest(String why);

        /** Takes over a child that rests, with no restarts to its account. */
        void resume();

        /** Stands in line no more, and gives the claim up. */
        void leave();
    }
}
