package io.coppice.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SupervisionEventTest {

    @Test
    void theWindowIsPublishedWithItsFraction() {
        SupervisionEvent event = new SupervisionEvent(
                EventKind.STARTED,
                Instant.EPOCH,
                "/kv/registry",
                "java:R",
                ExitReason.NORMAL,
                0,
                3,
                Duration.ofMillis(1500),
                Duration.ZERO);
        assertThat(event.toJson().getDouble("max_seconds")).isEqualTo(1.5);
    }
}
