package io.coppice.supervision.nodes;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A child that is registered under a name, as all nodes see it.
 *
 * @param process one life of its node; no two have the same, also of one node
 * @param node the name of its node
 * @param id the number of its registration, which its process gives once
 * @param path where it is in the tree of its node
 * @param address where it takes messages on its node; empty for nowhere
 * @param value what it is registered with
 */
public record NamedChild(String process, String node, long id, String path, String address, String value) {

    /** Whether it is the same registration, and not only the same child. */
    public boolean isSame(NamedChild other) {
        return id == other.id && process.equals(other.process);
    }

    /**
     * Who has a unique name when somebody asks for it: who had it, unless the process of that is gone.
     *
     * @param present the processes that are there
     */
    public static NamedChild holder(@Nullable NamedChild before, NamedChild asking, Set<String> present) {
        return before == null || before.isSame(asking) || !present.contains(before.process()) ? asking : before;
    }
}
