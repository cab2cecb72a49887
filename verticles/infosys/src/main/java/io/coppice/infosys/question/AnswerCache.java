package io.coppice.infosys.question;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Findings that are not looked for again for a while; those that were asked for least recently go first.
 *
 * <p>For one thread at a time.
 */
public final class AnswerCache {

    private record Kept(Findings findings, Instant until) {}

    private final Duration timeToLive;
    private final Map<String, Kept> kept;

    public AnswerCache(int most, Duration timeToLive) {
        this.timeToLive = timeToLive;
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
                return size() > most;
            }
        };
    }

    /** What is known of a question. */
    public Optional<Findings> find(Question question, Instant now) {
        Kept found = kept.get(question.key());
        if (found == null) {
            return Optional.empty();
        }
        if (!now.isBefore(found.until())) {
            kept.remove(question.key());
            return Optional.empty();
        }
        return Optional.of(found.findings());
    }

    /** Keeps what was found, unless a backend may have more to say another time. */
    public void keep(Question question, Findings findings, Instant now) {
        if (findings.areFinal()) {
            kept.put(question.key(), new Kept(findings, now.plus(timeToLive)));
        }
    }
}
