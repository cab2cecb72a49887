package io.coppice.kv.log;

import io.coppice.supervision.nodes.Write;
import java.util.ArrayList;
import java.util.List;

/** Writes that are too many for one commit, in such as are not: appends of other partitions have their turns in between. */
final class Pieces {

    /** A piece has so many bytes, or one write more. */
    static final int BYTES = 1024 * 1024;

    private Pieces() {}

    /** At least one, which has nothing where there is nothing. */
    static List<List<Write>> of(List<Write> all) {
        List<List<Write>> pieces = new ArrayList<>();
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < all.size(); i++) {
            bytes += all.get(i).size();
            if (bytes >= BYTES) {
                pieces.add(all.subList(from, i + 1));
                from = i + 1;
                bytes = 0;
            }
        }
        if (from < all.size() || pieces.isEmpty()) {
            pieces.add(all.subList(from, all.size()));
        }
        return pieces;
    }
}
