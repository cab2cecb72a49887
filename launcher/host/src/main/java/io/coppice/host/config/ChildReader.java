package io.coppice.host.config;

import io.coppice.supervision.spec.ChildType;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Placement;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what workers and supervisors have in common as children. */
final class ChildReader {

    static final List<String> KEYS = Stream.concat(
                    Stream.of("id", "type", "restart", "significant", "shutdown", NodeNames.KEY),
                    ExtrasReader.KEYS.stream())
            .toList();
    static final List<String> WORKER_KEYS =
            Stream.concat(KEYS.stream(), WorkerReader.KEYS.stream()).toList();
    static final List<String> SUPERVISOR_KEYS =
            Stream.concat(KEYS.stream(), SupervisorReader.KEYS.stream()).toList();

    private final WorkerReader workerReader;

    ChildReader(WorkerReader workerReader) {
        this.workerReader = workerReader;
    }

    /** The child; empty where it has no usable id, which is a fault by then. */
    Optional<ChildConfig> read(Section given, SupervisorReader supervisorReader) {
        Section child = workerReader.offers().complete(given);
        ChildType type = child.word("type", ChildType.values(), ChildType::word, ChildType.WORKER);
        allowKeys(child, type);
        Optional<String> id = id(child);
        RestartType restart = child.word("restart", RestartType.values(), RestartType::word, RestartType.PERMANENT);
        boolean significant = child.flag("significant");
        if (significant && restart == RestartType.PERMANENT) {
            child.fault(
                    "significant",
                    "a permanent child cannot be significant",
                    "give it \"restart\": \"transient\" or \"temporary\"");
        }
        Shutdown shutdown = shutdown(child, type == ChildType.SUPERVISOR ? Shutdown.INFINITY : Shutdown.WORKER_DEFAULT);
        ChildConfig.Body body = type == ChildType.SUPERVISOR ? supervisorReader.read(child) : workerReader.read(child);
        Extras extras = ExtrasReader.read(child, type == ChildType.WORKER);
        NodeNames.check(child);
        boolean isRight = new PlacementCheck(child).isRight(extras.placement(), body, restart, significant);
        Extras right = isRight ? extras : extras.withPlacement(Placement.NODE);
        return id.map(name -> new ChildConfig(name, restart, significant, shutdown, right, body));
    }

    private static void allowKeys(Section child, ChildType type) {
        if (type == ChildType.SUPERVISOR) {
            child.allow(
                    SUPERVISOR_KEYS,
                    key -> WorkerReader.KEYS.contains(key)
                            ? "a supervisor has none; a verticle is one of its \"children\""
                            : NearestWord.suggestion(key, SUPERVISOR_KEYS));
        } else {
            child.allow(
                    WORKER_KEYS,
                    key -> SupervisorReader.KEYS.contains(key)
                            ? "add \"type\": \"supervisor\" if it is one"
                            : NearestWord.suggestion(key, WORKER_KEYS));
        }
    }

    private static Optional<String> id(Section child) {
        if (!child.has("id")) {
            child.missing("id", "add \"id\": \"NAME\", unique among its siblings");
            return Optional.empty();
        }
        Optional<String> id = child.text("id");
        Optional<String> problem = id.flatMap(ChildReader::problemOf);
        if (problem.isPresent()) {
            child.fault("id", "must be a name " + problem.get() + ", not " + JsonType.shown(id.orElse("")), "");
            return Optional.empty();
        }
        return id;
    }

    /** Ids are segments of paths, and people type them. */
    private static Optional<String> problemOf(String id) {
        if (id.isEmpty() || id.indexOf('/') >= 0 || id.indexOf('#') >= 0) {
            return Optional.of("without / or #");
        }
        if (id.equals(".") || id.equals("..")) {
            return Optional.of("other than . and ..");
        }
        if (!id.equals(id.strip())) {
            return Optional.of("without blanks at its ends");
        }
        return id.chars().anyMatch(Character::isISOControl)
                ? Optional.of("without control characters")
                : Optional.empty();
    }

    private static Shutdown shutdown(Section child, Shutdown otherwise) {
        if (!child.has("shutdown")) {
            return otherwise;
        }
        if (child.raw("shutdown") instanceof String) {
            Shutdown[] words = {Shutdown.BRUTAL_KILL, Shutdown.INFINITY};
            return child.word("shutdown", words, ChildReader::word, otherwise);
        }
        if (!(child.raw("shutdown") instanceof Number)) {
            child.fault(
                    "shutdown",
                    "must be milliseconds or a word, not " + JsonType.shown(child.raw("shutdown")),
                    "known: 0 or more, brutal_kill, infinity");
            return otherwise;
        }
        return child.whole("shutdown", 0, Integer.MAX_VALUE).stream()
                .mapToObj(Duration::ofMillis)
                .map(Shutdown::within)
                .findFirst()
                .orElse(otherwise);
    }

    private static String word(Shutdown shutdown) {
        return shutdown.isBrutalKill() ? "brutal_kill" : shutdown.toString();
    }
}
