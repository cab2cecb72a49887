package io.coppice.infosys.service;

import io.coppice.component.config.ComponentConfig;
import io.coppice.infosys.backends.Backends;
import io.coppice.infosys.question.AnswerCache;
import io.coppice.infosys.question.Circuit;
import java.time.Duration;
import java.util.List;

/**
 * How the information system asks and remembers.
 *
 * @param deadline how long all backends together may take
 * @param mostAnswers how many answers are given
 * @param timeToLive how long answers are remembered
 * @param mostCached how many questions are remembered
 * @param mostFailures after so many in a row a backend is left alone
 * @param pause for so long
 */
record Settings(
        Duration deadline, int mostAnswers, Duration timeToLive, int mostCached, int mostFailures, Duration pause) {

    static final List<String> KEYS = List.of(
            Backends.KEY, "deadline", "max_answers", "cache_seconds", "cache_size", "max_failures", "pause_seconds");

    static Settings of(ComponentConfig config) {
        return new Settings(
                Duration.ofMillis(config.whole("deadline", 2_000, 10, 60_000)),
                config.whole("max_answers", 5, 1, 100),
                Duration.ofSeconds(config.whole("cache_seconds", 600, 0, 86_400)),
                config.whole("cache_size", 1_000, 1, 100_000),
                config.whole("max_failures", 3, 1, 1_000),
                Duration.ofSeconds(config.whole("pause_seconds", 30, 1, 86_400)));
    }

    AnswerCache cache() {
        return new AnswerCache(mostCached, timeToLive);
    }

    Circuit circuit() {
        return new Circuit(mostFailures, pause);
    }
}
