package io.coppice.host.plan;

import io.coppice.host.config.ChildConfig;
import io.coppice.host.config.HostConfig;
import io.coppice.host.config.SupervisorConfig;
import io.coppice.host.config.WorkerConfig;
import io.coppice.host.plan.Step.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What makes one configuration of a node into another: the steps, in the order in which they are done. */
final class TreeDiff {

    private final List<Step> steps = new ArrayList<>();

    private TreeDiff() {}

    static List<Step> of(HostConfig now, HostConfig then) {
        TreeDiff diff = new TreeDiff();
        diff.node(now, then);
        diff.supervisor("/", now.supervisor(), then.supervisor());
        return diff.steps;
    }

    private void add(Kind kind, String path, String why) {
        steps.add(new Step(kind, path, why));
    }

    /** What stands in the file of a node beside its tree; its name and its data folder are what it was started with. */
    private void node(HostConfig now, HostConfig then) {
        String others = differing(List.of(
                new Key("log", now.log(), then.log()),
                new Key("stop_timeout", now.stopTimeout(), then.stopTimeout()),
                new Key("cluster", now.cluster(), then.cluster()),
                new Key("observer", now.observer(), then.observer()),
                new Key("bridges", now.bridges(), then.bridges()),
                new Key("plugins.folder", now.pluginFolder(), then.pluginFolder()),
                new Key("plugins.watch", now.watchesPlugins(), then.watchesPlugins()),
                new Key("crashes", now.crashes(), then.crashes())));
        if (!others.isEmpty()) {
            add(Kind.NODE, "/", others);
        }
    }

    private void supervisor(String path, SupervisorConfig now, SupervisorConfig then) {
        Map<String, ChildConfig> before = byId(now);
        Map<String, ChildConfig> after = byId(then);
        List<String> gone = new ArrayList<>(before.keySet());
        gone.removeAll(after.keySet());
        for (int i = gone.size() - 1; i >= 0; i--) {
            add(Kind.STOP, child(path, gone.get(i)), "");
        }
        String flags = differing(List.of(
                new Key("strategy", now.strategy(), then.strategy()),
                new Key("max_restarts", now.maxRestarts(), then.maxRestarts()),
                new Key("max_seconds", now.window(), then.window()),
                new Key("auto_shutdown", now.autoShutdown(), then.autoShutdown()),
                new Key("max_children", now.maxChildren(), then.maxChildren())));
        if (!flags.isEmpty()) {
            add(Kind.CHANGE, path, flags);
        }
        moves(path, List.copyOf(before.keySet()), List.copyOf(after.keySet()));
        after.forEach((id, child) -> child(child(path, id), Optional.ofNullable(before.get(id)), child));
    }

    /** Those that are behind another one than before, of those that stay. */
    private void moves(String path, List<String> before, List<String> after) {
        List<String> left = before.stream().filter(after::contains).toList();
        List<String> right = after.stream().filter(before::contains).toList();
        for (int i = 0; i < left.size(); i++) {
            if (!left.get(i).equals(right.get(i))) {
                add(
                        Kind.MOVE,
                        child(path, right.get(i)),
                        "from place " + (left.indexOf(right.get(i)) + 1) + " to " + (i + 1));
            }
        }
    }

    private void child(String path, Optional<ChildConfig> before, ChildConfig then) {
        if (before.isEmpty()) {
            add(Kind.START, path, "");
            return;
        }
        ChildConfig now = before.get();
        if (isAnother(now, then)) {
            add(Kind.STOP, path, "it is another kind of child");
            add(Kind.START, path, "");
            return;
        }
        String rules = differing(List.of(
                new Key("restart", now.restart(), then.restart()),
                new Key("significant", now.significant(), then.significant()),
                new Key("shutdown", now.shutdown(), then.shutdown()),
                new Key("replace", replace(now), replace(then)),
                new Key("what it asks for beyond OTP", now.extras(), then.extras())));
        if (!rules.isEmpty()) {
            add(Kind.CHANGE, path, rules);
        }
        if (now.body() instanceof WorkerConfig was && then.body() instanceof WorkerConfig is) {
            String runs = differing(List.of(
                    new Key("start", was.start(), is.start()),
                    new Key("plugin", String.valueOf(was.plugin()), String.valueOf(is.plugin())),
                    new Key("start_timeout", was.startTimeout(), is.startTimeout()),
                    new Key("threading", was.threading(), is.threading()),
                    new Key("grants", was.grants(), is.grants()),
                    new Key("config", was.config(), is.config())));
            if (!runs.isEmpty()) {
                add(Kind.RESTART, path, runs);
            }
        } else if (now.body() instanceof SupervisorConfig was && then.body() instanceof SupervisorConfig is) {
            supervisor(path, was, is);
        }
    }

    private static Optional<WorkerConfig.Replace> replace(ChildConfig child) {
        return child.body() instanceof WorkerConfig worker ? Optional.of(worker.replace()) : Optional.empty();
    }

    /** Whether a child cannot become the other while it is there. */
    static boolean isAnother(ChildConfig now, ChildConfig then) {
        if (now.extras().placement() != then.extras().placement()) {
            return true;
        }
        if (now.body() instanceof WorkerConfig was && then.body() instanceof WorkerConfig is) {
            return !was.instances().equals(is.instances());
        }
        return !(now.body() instanceof SupervisorConfig was
                && then.body() instanceof SupervisorConfig is
                && was.dynamic() == is.dynamic());
    }

    private static String child(String path, String id) {
        return path.equals("/") ? "/" + id : path + "/" + id;
    }

    static Map<String, ChildConfig> byId(SupervisorConfig supervisor) {
        Map<String, ChildConfig> children = new LinkedHashMap<>();
        supervisor.children().forEach(child -> children.put(child.id(), child));
        return children;
    }

    private record Key(String name, Object now, Object then) {}

    private static String differing(List<Key> keys) {
        return keys.stream()
                .filter(key -> !Objects.equals(key.now(), key.then()))
                .map(Key::name)
                .collect(Collectors.joining(", "));
    }
}
