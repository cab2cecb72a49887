package io.coppice.host.cluster;

import io.coppice.supervision.nodes.SharedClaim;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster keeps of claims, each an entry that is only ever replaced as a whole, by whoever knows what was there before;
 * for one thread, which it blocks.
 *
 * <p>Of a write that fails nobody knows whether it was done: Hazelcast says so when a backup does not answer. What is read there
 * after it may be on one node alone, so it does not count before a write has succeeded.
 */
final class ClaimEntries {

    /** So often somebody else may come first. */
    private static final int MOST_ATTEMPTS = 100;

    private final ConcurrentMap<String, String> map;
    /** The paths where the last write has failed. */
    private final Set<String> unsure = new HashSet<>();

    ClaimEntries(ConcurrentMap<String, String> map) {
        this.map = map;
    }

    /**
     * Compares and sets, until nobody has come between.
     *
     * @param change also called for what it has made itself, where a write of it has failed before
     */
    SharedClaim change(String path, UnaryOperator<SharedClaim> change) {
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            String before = map.get(path);
            SharedClaim next = change.apply(ClaimJson.decode(before));
            String text = ClaimJson.encode(next);
            boolean isThere = text.equals(before) && !unsure.contains(path);
            if (isThere || isReplaced(path, before, text)) {
                return next;
            }
        }
        throw new IllegalStateException("the claim to " + path + " changes all the time");
    }

    private boolean isReplaced(String path, @Nullable String before, String text) {
        boolean wasSure = unsure.add(path);
        boolean isReplaced = before == null ? map.putIfAbsent(path, text) == null : map.replace(path, before, text);
        if (isReplaced || wasSure) {
            unsure.remove(path);
        }
        return isReplaced;
    }
}
