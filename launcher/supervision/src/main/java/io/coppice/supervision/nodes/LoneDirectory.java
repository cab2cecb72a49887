package io.coppice.supervision.nodes;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The directory of a node outside of any cluster, which decides on all names itself. */
final class LoneDirectory implements Directory {

    private static final String PROCESS = "local";

    private final NameTable table = new NameTable(1);

    @Override
    public String process() {
        return PROCESS;
    }

    @Override
    public NameTable table() {
        return table;
    }

    @Override
    public synchronized Future<NamedChild> keep(String key, NamedChild child, Consumer<String> whenLost) {
        List<NamedChild> present = NameKey.isUnique(key) ? table.find(key) : List.of();
        NamedChild holder = NamedChild.holder(present.isEmpty() ? null : present.get(0), child, Set.of(PROCESS));
        if (holder.isSame(child)) {
            table.put(0, key, child);
        }
        return Future.succeededFuture(holder);
    }

    @Override
    public synchronized void drop(String key, NamedChild child) {
        table.remove(0, key, child);
    }
}
