package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildCounts;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.TreeNode;
import io.coppice.supervision.core.ChildEntry;
import io.coppice.supervision.core.ChildState;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildType;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The children of one supervisor as others see them; used on its context (S13). */
final class Inspection {

    private final SupervisorRuntime owner;

    Inspection(SupervisorRuntime owner) {
        this.owner = owner;
    }

    List<ChildInfo> whichChildren(Collection<ChildEntry> entries, int most) {
        List<ChildInfo> children = new ArrayList<>(Math.min(entries.size(), most));
        for (ChildEntry entry : entries) {
            if (children.size() == most) {
                return children;
            }
            Optional<Child> child = Optional.ofNullable(owner.running(entry));
            children.add(info(entry.id(), entry.state().word(), entry.spec(), child));
        }
        for (ChildRunner held : owner.abandoned()) {
            if (children.size() < most) {
                children.add(info(held.id(), ChildInfo.ABANDONED, held.spec(), Optional.of(held)));
            }
        }
        return children;
    }

    /** As the event bus has it: the first, and how many there are. */
    JsonObject list(Collection<ChildEntry> entries, int most) {
        JsonArray list = new JsonArray();
        whichChildren(entries, most).forEach(child -> list.add(child.toJson()));
        return new JsonObject()
                .put("count", entries.size() + owner.abandoned().size())
                .put("children", list);
    }

    private ChildInfo info(String id, String state, ChildSpec spec, Optional<Child> child) {
        return new ChildInfo(
                id,
                owner.pathOf(id),
                state,
                spec.type(),
                spec.start().description(),
                spec.restart().word(),
                child);
    }

    static ChildCounts countChildren(Collection<ChildEntry> entries) {
        Set<String> specs = new HashSet<>();
        int active = 0;
        int supervisors = 0;
        for (ChildEntry entry : entries) {
            specs.add(entry.spec().id());
            active += entry.state() == ChildState.RUNNING ? 1 : 0;
            supervisors += entry.spec().type() == ChildType.SUPERVISOR ? 1 : 0;
        }
        return new ChildCounts(specs.size(), active, supervisors, entries.size() - supervisors);
    }

    Future<TreeNode> subtree(Collection<ChildEntry> entries, int mostChildren, TreeNode self) {
        List<Future<TreeNode>> nodes = new ArrayList<>();
        for (ChildEntry entry : entries) {
            if (nodes.size() == mostChildren) {
                break;
            }
            Running child = owner.running(entry);
            nodes.add(child == null ? Future.succeededFuture(leaf(entry)) : child.tree(entry, mostChildren));
        }
        List<ChildRunner> held = owner.abandoned();
        for (ChildRunner child : held) {
            if (nodes.size() < mostChildren) {
                nodes.add(Future.succeededFuture(leaf(child.path(), child.spec(), ChildInfo.ABANDONED, 0)));
            }
        }
        int count = entries.size() + held.size();
        return Future.all(nodes)
                .map(all -> new TreeNode(
                        self.path(),
                        self.type(),
                        self.start(),
                        self.restart(),
                        self.state(),
                        self.restarts(),
                        count,
                        all.list()));
    }

    /** A child without what is below it. */
    TreeNode leaf(ChildEntry entry) {
        return leaf(owner.pathOf(entry.id()), entry.spec(), entry.state().word(), entry.restarts());
    }

    private static TreeNode leaf(String path, ChildSpec spec, String state, long restarts) {
        return new TreeNode(
                path, spec.type(), spec.start().description(), spec.restart().word(), state, restarts, 0, List.of());
    }
}
