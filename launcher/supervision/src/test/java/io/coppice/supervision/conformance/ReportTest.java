package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a report says of a supervisor, of the child that offended, and why. */
class ReportTest extends Suite {

    private SupervisionEvent crashWith(String body) {
        Supervisor supervisor = start(oneForOne(ChildSpec.of("sup", oneForOne(plain("child1")))));
        assertThatThrownBy(() -> get(vertx.eventBus().request("child1", body))).hasMessageContaining("IllegalState");
        Awaitility.await().until(() -> !events(EventKind.RESTARTED).isEmpty());
        assertLives(supervisor);
        return events(EventKind.CRASHED).get(0);
    }

    /** OTP's {@code supervisor}, {@code errorContext}, {@code reason} and {@code offender}; and its progress report. */
    @Test
    void format_log_1() {
        JsonObject crash = crashWith("any").toJson();

        assertThat(crash.getString("event")).isEqualTo("crashed");
        assertThat(crash.getJsonArray("ancestors")).isEqualTo(JsonArray.of("/", "/sup"));
        assertThat(crash.getString("path")).isEqualTo("/sup/child1");
        assertThat(crash.getString("start")).isEqualTo("child1");
        assertThat(crash.getString("reason")).isEqualTo("crashed: java.lang.IllegalStateException: any");
        assertThat(crash.getJsonObject("message"))
                .isEqualTo(new JsonObject().put("address", "child1").put("body", "any"));

        JsonObject progress = events(EventKind.STARTED).get(0).toJson();
        assertThat(progress.getString("event")).isEqualTo("started");
        assertThat(progress.getString("path")).isEqualTo("/sup/child1");
        assertThat(progress.fieldNames()).doesNotContain("stack", "message", "down_ms");
    }

    /** OTP cuts huge terms by depth and length; here it is texts that are cut: the message, the reason and its stack. */
    @Test
    void format_log_2() {
        JsonObject crash = crashWith("x".repeat(100_000)).toJson();

        String exception = "java.lang.IllegalStateException: xxx";
        assertThat(crash.getJsonObject("message").getString("body"))
                .hasSizeLessThan(300)
                .startsWith("xxx")
                .endsWith("x...");
        assertThat(crash.getString("reason"))
                .hasSize(1_000 + 3)
                .startsWith("crashed: " + exception)
                .endsWith("x...");
        assertThat(crash.getString("stack"))
                .hasSize(8_192 + 3)
                .startsWith(exception)
                .endsWith("x...");
    }
}
