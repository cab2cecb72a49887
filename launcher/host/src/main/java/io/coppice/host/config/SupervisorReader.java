package io.coppice.host.config;

import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.Placement;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the flags of a supervisor and its children. */
final class SupervisorReader {

    static final List<String> KEYS = List.of(
            "strategy",
            "max_restarts",
            "intensity",
            "max_seconds",
            "period",
            "auto_shutdown",
            "dynamic",
            "max_children",
            "children");

    private final Faults faults;
    private final ChildReader childReader;
    private final NodeNames names;

    /** @param names whose children are kept, of those that are listed for some nodes */
    SupervisorReader(Faults faults, ChildReader childReader, NodeNames names) {
        this.faults = faults;
        this.childReader = childReader;
        this.names = names;
    }

    SupervisorConfig read(Section section) {
        AutoShutdown autoShutdown =
                section.word("auto_shutdown", AutoShutdown.values(), AutoShutdown::word, AutoShutdown.NEVER);
        RestartStrategy strategy =
                section.word("strategy", RestartStrategy.values(), RestartStrategy::word, RestartStrategy.ONE_FOR_ONE);
        SupervisorConfig supervisor = new SupervisorConfig(
                strategy,
                whole(section, "max_restarts", "intensity", 0).orElse(SupervisorSpec.DEFAULT_MAX_RESTARTS),
                window(section),
                autoShutdown,
                section.flag("dynamic"),
                section.whole("max_children", 1, Integer.MAX_VALUE),
                children(section, strategy, autoShutdown));
        checkDynamic(section, supervisor);
        return supervisor;
    }

    private static Duration window(Section section) {
        OptionalInt seconds = whole(section, "max_seconds", "period", 1);
        return seconds.isPresent() ? Duration.ofSeconds(seconds.getAsInt()) : SupervisorSpec.DEFAULT_WINDOW;
    }

    /** A flag that has Elixir's name and OTP's. */
    private static OptionalInt whole(Section section, String key, String alias, int least) {
        OptionalInt value = section.whole(key, least, Integer.MAX_VALUE);
        OptionalInt same = section.whole(alias, least, Integer.MAX_VALUE);
        if (section.has(key) && section.has(alias)) {
            section.fault(alias, "\"" + alias + "\" is another name of \"" + key + "\"", "give only one of them");
        }
        return value.isPresent() ? value : same;
    }

    private static void checkDynamic(Section section, SupervisorConfig supervisor) {
        if (!supervisor.dynamic()) {
            if (section.has("max_children")) {
                section.fault("max_children", "is for dynamic supervisors", "add \"dynamic\": true, or remove it");
            }
            return;
        }
        if (supervisor.strategy() != RestartStrategy.ONE_FOR_ONE) {
            String word = supervisor.strategy().word();
            section.fault("strategy", "a dynamic supervisor cannot have \"" + word + "\"", "write \"one_for_one\"");
        }
        if (supervisor.autoShutdown() != AutoShutdown.NEVER) {
            String word = supervisor.autoShutdown().word();
            section.fault("auto_shutdown", "a dynamic supervisor cannot have \"" + word + "\"", "write \"never\"");
        }
        if (!supervisor.children().isEmpty()) {
            section.fault(
                    "children", "a dynamic supervisor starts without children", "remove them, or \"dynamic\": true");
        }
    }

    private List<ChildConfig> children(Section section, RestartStrategy strategy, AutoShutdown autoShutdown) {
        List<ChildConfig> children = new ArrayList<>();
        Map<String, String> firstWithId = new HashMap<>();
        List<?> list = section.list("children");
        for (int i = 0; i < list.size(); i++) {
            String pointer = Pointer.child(section.pointer("children"), i);
            if (!(list.get(i) instanceof Map<?, ?> object)) {
                faults.add(pointer, "must be an object, not " + JsonType.shown(list.get(i)), "");
                continue;
            }
            Section child = new Section(Overrides.members(object), pointer, faults);
            Optional<ChildConfig> read = childReader.read(child, this);
            if (!names.isHere(child)) {
                continue;
            }
            read.ifPresent(children::add);
            if (child.raw("id") instanceof String id) {
                String first = firstWithId.putIfAbsent(id, pointer);
                if (first != null) {
                    child.fault("id", "duplicate id \"" + id + "\"", "it is the id of " + first + " already");
                }
            }
            if (Placement.CLUSTER.word().equals(child.raw("placement")) && strategy != RestartStrategy.ONE_FOR_ONE) {
                child.fault(
                        "placement",
                        "the supervisor's strategy is \"" + strategy.word()
                                + "\", and siblings cannot be restarted with a child that may be on another node",
                        "put those that belong together under a supervisor with \"placement\": \"cluster\"");
            }
            if (Boolean.TRUE.equals(child.raw("significant")) && autoShutdown == AutoShutdown.NEVER) {
                child.fault(
                        "significant",
                        "the supervisor's auto_shutdown is \"never\"",
                        "give it \"any_significant\" or \"all_significant\"");
            }
        }
        return children;
    }
}
