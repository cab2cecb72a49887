package io.coppice.infosys.backends;

import io.coppice.component.config.ComponentConfig;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The backends of a configuration: {@code "backends": [{"name": "dates", "type": "bus", "address": "infosys.dates"}]}. */
public final class Backends {

    /** The key of the configuration. */
    public static final String KEY = "backends";

    /** So much longer than the deadline a task waits where nobody ends it: who is late is ended by the deadline alone. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final int MOST = 10;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,40}");

    private Backends() {}

    /**
     * Reads them.
     *
     * @param deadline how long each may take for a question
     * @throws IllegalArgumentException saying what is wrong
     */
    public static List<Backend> of(ComponentConfig config, Vertx vertx, Duration deadline) {
        List<Backend> backends = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ComponentConfig each : config.objects(KEY, List.of("name", "type", "address", "api_key", "url"), MOST)) {
            Backend backend = backend(each, vertx, deadline);
            if (!NAME.matcher(backend.name()).matches() || !names.add(backend.name())) {
                throw new IllegalArgumentException(
                        "the \"name\" of a backend must be a word of 1 to 40 letters, digits, "
                                + "- and _ that no other has, not " + backend.name());
            }
            backends.add(backend);
        }
        if (backends.isEmpty()) {
            throw new IllegalArgumentException("\"" + KEY + "\" must name a backend or more");
        }
        return backends;
    }

    private static Backend backend(ComponentConfig config, Vertx vertx, Duration deadline) {
        String name = wanted(config, "name");
        String type = wanted(config, "type");
        return switch (type) {
            case "calculator" ->
                new Backend(name, type, Optional.empty(), question -> Calculating.about(question, name));
            case "bus" -> {
                BusBackend bus = new BusBackend(vertx, name, wanted(config, "address"), deadline);
                yield new Backend(name, type, Optional.empty(), bus);
            }
            case "wolfram_alpha" -> {
                Optional<String> key = config.textUnlessEmpty("api_key");
                String url = config.text("url").orElse("https://api.wolframalpha.com");
                WolframAlpha wolfram = new WolframAlpha(vertx, name, url, key.orElse(""), deadline);
                yield new Backend(
                        name, type, key.isPresent() ? Optional.empty() : Optional.of("it has no \"api_key\""), wolfram);
            }
            default ->
                throw new IllegalArgumentException(
                        "the \"type\" of a backend must be calculator, bus or wolfram_alpha, not " + type);
        };
    }

    private static String wanted(ComponentConfig config, String key) {
        return config.text(key)
                .orElseThrow(() -> new IllegalArgumentException("a backend must have \"" + key + "\", a text"));
    }
}
