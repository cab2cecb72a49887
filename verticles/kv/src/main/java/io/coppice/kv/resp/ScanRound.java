package io.coppice.kv.resp;

import io.coppice.kv.route.Route;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a SCAN is on its round through the nodes, each of which has a cursor of its own.
 *
 * <p>The cursor of the whole names the node by a hash, and the nodes take their turns in the order of these: so it keeps its
 * sense when nodes come and go. One that comes late may be passed over, as its buckets were not there all the time.
 *
 * @param nodes in the order of their turns
 * @param node whose turn it is; null when all have had theirs
 * @param cursor within that node
 */
record ScanRound(String self, List<String> nodes, @Nullable String node, int cursor) {

    private static final int CURSOR_MASK = (1 << BucketTable.CURSOR_BITS) - 1;

    /** Of this cursor, which the client has from the call before; 0 begins. */
    static ScanRound of(Route route, long cursor) {
        return of(route.self(), route.others(), cursor);
    }

    static ScanRound of(String self, List<String> others, long cursor) {
        int within = (int) cursor & CURSOR_MASK;
        if (others.isEmpty()) {
            return new ScanRound(self, List.of(self), self, within);
        }
        List<String> nodes = Stream.concat(Stream.of(self), others.stream())
                .sorted(Comparator.comparingInt(ScanRound::place).thenComparing(Comparator.naturalOrder()))
                .toList();
        if (cursor == 0) {
            return new ScanRound(self, nodes, nodes.get(0), 0);
        }
        int place = (int) (cursor >>> BucketTable.CURSOR_BITS);
        String node =
                nodes.stream().filter(each -> place(each) >= place).findFirst().orElse(null);
        // The next one from its beginning, where the one that was asked last is gone.
        return new ScanRound(self, nodes, node, node != null && place(node) == place ? within : 0);
    }

    private static int place(String node) {
        byte[] name = node.getBytes(StandardCharsets.UTF_8);
        return Hash.ofName(name, 0, name.length) >>> BucketTable.CURSOR_BITS;
    }

    boolean isOver() {
        return node == null;
    }

    boolean isHere() {
        return self.equals(node);
    }

    /** The cursor of the whole, when that of this node's is this; 0 when all nodes are at their ends. */
    long next(int within) {
        if (nodes.size() == 1) {
            return within;
        }
        int at = nodes.indexOf(node);
        if (within != 0) {
            return cursorOf(nodes.get(at), within);
        }
        return at + 1 < nodes.size() ? cursorOf(nodes.get(at + 1), 0) : 0;
    }

    private static long cursorOf(String node, int within) {
        return (long) place(node) << BucketTable.CURSOR_BITS | within;
    }
}
