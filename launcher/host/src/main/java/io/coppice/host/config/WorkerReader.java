package io.coppice.host.config;

import io.coppice.host.config.Instances.Word;
import io.coppice.host.config.WorkerConfig.Replace;
import io.coppice.language.AddressList;
import io.coppice.supervision.spec.ChildSpec;
import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Reads what a verticle has beyond any child. */
final class WorkerReader {

    static final List<String> KEYS = Stream.concat(
                    Stream.of(
                            "start",
                            "plugin",
                            "start_timeout",
                            "instances",
                            "threading",
                            "replace",
                            "grants",
                            "config"),
                    ExtrasReader.WORKER_KEYS.stream())
            .toList();

    /** A larger number is a mistake, and would only end when the memory does. */
    static final int MOST_INSTANCES = 1000;

    /** The key of a child's config that the host fills in. */
    static final String RESERVED_KEY = "coppice";

    private static final ThreadingModel[] THREADING = {
        ThreadingModel.EVENT_LOOP, ThreadingModel.WORKER, ThreadingModel.VIRTUAL_THREAD
    };
    private static final int FIRST_JAVA_WITH_VIRTUAL_THREADS = 21;

    private final StartCheck startCheck;
    private final Offers offers;
    private final int javaVersion;

    WorkerReader(StartCheck startCheck, int javaVersion) {
        this.startCheck = startCheck;
        this.offers = new Offers(startCheck);
        this.javaVersion = javaVersion;
    }

    Offers offers() {
        return offers;
    }

    WorkerConfig read(Section worker) {
        Optional<String> plugin = worker.text("plugin");
        return new WorkerConfig(
                start(worker, plugin),
                plugin.orElse(null),
                startTimeout(worker),
                instances(worker),
                threading(worker),
                worker.word("replace", Replace.values(), Replace::word, Replace.BESIDE),
                grants(worker, plugin),
                config(worker));
    }

    private String start(Section worker, Optional<String> plugin) {
        if (!worker.has("start")) {
            worker.missing("start", "add \"start\": \"java:CLASS\", or \"type\": \"supervisor\"");
            return "";
        }
        Optional<String> start = worker.text("start");
        // A reference that is left was found to lead nowhere.
        start.filter(name -> !Offers.isReference(name))
                .flatMap(name -> startCheck.check(name, plugin.orElse(null)))
                .ifPresent(problem -> worker.fault(problem.key(), problem.message(), problem.suggestion()));
        return start.orElse("");
    }

    private static Duration startTimeout(Section worker) {
        OptionalInt millis = worker.whole("start_timeout", 1, Integer.MAX_VALUE);
        return millis.isPresent() ? Duration.ofMillis(millis.getAsInt()) : ChildSpec.DEFAULT_START_TIMEOUT;
    }

    private static Instances instances(Section worker) {
        return worker.raw("instances") instanceof String
                ? worker.word("instances", Word.values(), Word::word, Word.EVENT_LOOPS)
                : Instances.of(worker.whole("instances", 1, MOST_INSTANCES).orElse(1));
    }

    private ThreadingModel threading(Section worker) {
        ThreadingModel threading = worker.word(
                "threading", THREADING, model -> model.name().toLowerCase(Locale.ROOT), ThreadingModel.EVENT_LOOP);
        if (threading == ThreadingModel.VIRTUAL_THREAD && javaVersion < FIRST_JAVA_WITH_VIRTUAL_THREADS) {
            worker.fault(
                    "threading",
                    "virtual_thread needs Java " + FIRST_JAVA_WITH_VIRTUAL_THREADS + " or later, and this is Java "
                            + javaVersion,
                    "run a later Java, or write \"worker\"");
        }
        return threading;
    }

    /** The id of a child that takes over what a plugin offers may be the plugin's choice: it is no reason to have an address. */
    private static GrantsConfig grants(Section worker, Optional<String> plugin) {
        Optional<String> id =
                plugin.isEmpty() && worker.raw("id") instanceof String name ? Optional.of(name) : Optional.empty();
        return new GrantsConfig(id, worker.has("grants") ? Optional.of(addresses(worker, "grants")) : Optional.empty());
    }

    /** The addresses under a key, each whole or the beginning of some. */
    static List<String> addresses(Section section, String key) {
        List<String> addresses = new ArrayList<>();
        List<?> listed = section.list(key);
        for (int i = 0; i < listed.size(); i++) {
            if (listed.get(i) instanceof String address && AddressList.isWellFormed(address)) {
                addresses.add(address);
            } else {
                section.fault(
                        key,
                        i,
                        "must be an address of the event bus, or the beginning of some and a *, not "
                                + JsonType.shown(listed.get(i)));
            }
        }
        return addresses;
    }

    private static JsonObject config(Section worker) {
        Section config = worker.section("config");
        if (config.has(RESERVED_KEY)) {
            config.fault(RESERVED_KEY, "is filled in by the host", "choose another name");
        }
        Object members = worker.raw("config");
        return members instanceof Map<?, ?> map ? new JsonObject(Overrides.members(map)) : new JsonObject();
    }
}
