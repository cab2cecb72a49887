package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildCounts;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.TreeNode;
import io.coppice.supervision.core.ChildEntry;
import io.coppice.supervision.core.ChildState;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildType;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartType;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
            children.add(info(entry));
        }
        owner.abandoned().stream()
                .limit(most - children.size())
                .map(this::abandoned)
                .forEach(children::add);
        return children;
    }

    /** One child: all its instances. */
    List<ChildInfo> infoOf(Collection<ChildEntry> instances) {
        List<ChildInfo> infos = new ArrayList<>();
        instances.forEach(entry -> infos.add(info(entry)));
        List<String> ids = instances.stream().map(ChildEntry::id).toList();
        owner.abandoned().stream()
                .filter(held -> ids.contains(held.id()))
                .map(this::abandoned)
                .forEach(infos::add);
        return infos;
    }

    private ChildInfo info(ChildEntry entry) {
        return info(
                entry.id(),
                entry.state().word(),
                entry.spec(),
                reason(entry),
                entry.restarts(),
                uptime(entry),
                Optional.ofNullable(owner.running(entry)));
    }

    private ChildInfo abandoned(ChildRunner held) {
        return info(
                held.id(), ChildInfo.ABANDONED, held.spec(), Optional.empty(), 0, Optional.empty(), Optional.of(held));
    }

    /** As the event bus has it: the first, and how many there are. */
    JsonObject list(Collection<ChildEntry> entries, int most) {
        JsonArray list = new JsonArray();
        whichChildren(entries, most).forEach(child -> list.add(child.toJson()));
        return new JsonObject()
                .put("count", entries.size() + owner.abandoned().size())
                .put("children", list);
    }

    private ChildInfo info(
            String id,
            String state,
            ChildSpec spec,
            Optional<String> reason,
            long restarts,
            Optional<Duration> uptime,
            Optional<Child> child) {
        return new ChildInfo(
                id,
                owner.pathOf(id),
                state,
                spec.type(),
                spec.start().description(),
                spec.restart().word(),
                reason,
                restarts,
                uptime,
                child);
    }

    /** Why it does not run, where it is to run again; and where the cluster has it, if it has it once. */
    private static Optional<String> reason(ChildEntry entry) {
        String waits = entry.waits()
                ? "waits for " + String.join(", ", entry.spec().extras().waitFor())
                : "";
        ExitReason ended = entry.downFor();
        String why = ended == null ? entry.place() : ended.toString();
        String reason = Stream.of(waits, why == null ? "" : why)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
    }

    static ChildCounts countChildren(Collection<ChildEntry> entries) {
        boolean haveInstances = false;
        int active = 0;
        int supervisors = 0;
        for (ChildEntry entry : entries) {
            haveInstances |= entry.spec().instances() > 1;
            active += entry.isActive() ? 1 : 0;
            supervisors += entry.spec().type() == ChildType.SUPERVISOR ? 1 : 0;
        }
        // Nearly always each has a spec of its own, and there may be very many.
        int specs = haveInstances
                ? (int) entries.stream()
                        .map(entry -> entry.spec().id())
                        .distinct()
                        .count()
                : entries.size();
        return new ChildCounts(specs, active, supervisors, entries.size() - supervisors);
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
                nodes.add(Future.succeededFuture(
                        leaf(child.path(), child.spec(), ChildInfo.ABANDONED, Optional.empty(), 0, Optional.empty())));
            }
        }
        int count = entries.size() + held.size();
        return Future.all(nodes).map(all -> self.withChildren(count, all.list()));
    }

    /**
     * The node of this supervisor itself.
     *
     * @param upSince of use only where it has been up
     * @param asChild its node as its parent has it, whose news of it may be old; null for a root, which nobody restarts
     */
    TreeNode top(ChildState state, long upSince, @Nullable Supplier<TreeNode> asChild) {
        TreeNode listed = asChild == null ? null : asChild.get();
        return new TreeNode(
                owner.path(),
                ChildType.SUPERVISOR,
                owner.core.spec().description(),
                listed == null ? RestartType.PERMANENT.word() : listed.restart(),
                state.word(),
                listed == null ? Optional.empty() : listed.reason(),
                listed == null ? 0 : listed.restarts(),
                owner.isRunning() ? Optional.of(since(upSince)) : Optional.empty(),
                0,
                List.of());
    }

    /** A child without what is below it. */
    TreeNode leaf(ChildEntry entry) {
        return leaf(
                owner.pathOf(entry.id()),
                entry.spec(),
                entry.state().word(),
                reason(entry),
                entry.restarts(),
                uptime(entry));
    }

    static TreeNode leaf(
            String path,
            ChildSpec spec,
            String state,
            Optional<String> reason,
            long restarts,
            Optional<Duration> uptime) {
        return new TreeNode(
                path,
                spec.type(),
                spec.start().description(),
                spec.restart().word(),
                state,
                reason,
                restarts,
                uptime,
                0,
                List.of());
    }

    private static Optional<Duration> uptime(ChildEntry entry) {
        return entry.isActive() ? Optional.of(since(entry.upSince())) : Optional.empty();
    }

    /** Of a time of {@link System#nanoTime}, in which the events of the cores are. */
    static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
