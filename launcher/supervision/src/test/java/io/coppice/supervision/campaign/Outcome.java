package io.coppice.supervision.campaign;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a campaign found.
 *
 * @param kills how often each cell was killed
 * @param restarts how often each cell must have been restarted by that, its strategy considered
 * @param starts how often each cell was started
 */
record Outcome(
        Client.Findings findings,
        Events events,
        Map<String, Integer> kills,
        Map<String, Integer> restarts,
        Map<String, AtomicInteger> starts) {}
