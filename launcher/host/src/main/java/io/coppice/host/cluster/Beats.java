package io.coppice.host.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.topic.ITopic;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The beats by which nodes stay in {@link Contact}: each sends its own to all, with those that it has heard. */
final class Beats {

    private static final Logger LOG = LoggerFactory.getLogger(Beats.class);

    private static final String TOPIC = "coppice.beats";
    private static final Duration PERIOD = Duration.ofMillis(500);

    /** With a second for the kill of a child, less than {@link HazelcastSettings#SILENCE_SECONDS}. */
    private static final Duration LIMIT = Duration.ofSeconds(6);

    private final HazelcastInstance hazelcast;
    private final String self;
    private final Contact contact;
    private final ITopic<String> topic;
    private final ScheduledExecutorService timer;

    Beats(HazelcastInstance hazelcast, String self, int majority, ScheduledExecutorService timer) {
        this.hazelcast = hazelcast;
        this.self = self;
        this.contact = new Contact(majority, LIMIT);
        this.topic = hazelcast.getTopic(TOPIC);
        this.timer = timer;
    }

    void start() {
        topic.addMessageListener(message -> hear(new JsonObject(message.getMessageObject())));
        var unused = timer.scheduleWithFixedDelay(this::beat, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isFresh() {
        return contact.isFresh(System.nanoTime());
    }

    void retain(Set<String> processes) {
        contact.retain(processes);
    }

    private void beat() {
        try {
            Map<String, Object> heard = new HashMap<>(contact.heard());
            JsonObject beat = new JsonObject()
                    .put("process", self)
                    .put("beat", contact.beat(System.nanoTime()))
                    .put("heard", new JsonObject(heard));
            topic.publish(beat.encode());
        } catch (HazelcastInstanceNotActiveException left) {
            LOG.debug("this node has left the cluster", left);
        } catch (RuntimeException e) {
            LOG.warn("a beat was not sent", e);
        }
    }

    private void hear(JsonObject beat) {
        String process = beat.getString("process");
        if (self.equals(process) || !hazelcast.getLifecycleService().isRunning()) {
            return;
        }
        long answered = beat.getJsonObject("heard").getLong(self, 0L);
        if (contact.heard(process, beat.getLong("beat"), answered)) {
            // So that it need not wait for the next.
            timer.execute(this::beat);
        }
    }
}
