package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildStart;
import io.coppice.supervision.spec.ChildType;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** OTP's group {@code sup_start_map}. */
class SupStartMapTest extends Suite {

    @Test
    void sup_start_map() {
        ChildSpec child1 = plain("child1");
        ChildSpec child2 = plain("child2").withShutdown(Shutdown.BRUTAL_KILL);
        ChildSpec child3 = ChildSpec.of("child3", oneForOne());
        Supervisor supervisor = start(oneForOne(child1, child2, child3));

        ChildSpec first = get(supervisor.getChildspec("child1"));
        assertThat(first).isEqualTo(child1);
        assertThat(first.restart()).isEqualTo(RestartType.PERMANENT);
        assertThat(first.shutdown()).isEqualTo(Shutdown.within(Duration.ofSeconds(5)));
        assertThat(first.type()).isEqualTo(ChildType.WORKER);
        assertThat(first.significant()).isFalse();
        ChildSpec second = get(supervisor.getChildspec("child2"));
        assertThat(second).isEqualTo(child2);
        assertThat(second.shutdown()).isEqualTo(Shutdown.BRUTAL_KILL);
        ChildSpec third = get(supervisor.getChildspec("child3"));
        assertThat(third).isEqualTo(child3);
        assertThat(third.shutdown()).isEqualTo(Shutdown.INFINITY);
        assertThat(third.type()).isEqualTo(ChildType.SUPERVISOR);
        assertRefused(supervisor.getChildspec("child4"), Refusal.NOT_FOUND);
        assertThat(get(supervisor.stop())).isEqualTo(ExitReason.SHUTDOWN);
    }

    @Test
    void sup_start_map_simple() {
        Supervisor supervisor = start(dynamic());
        for (String id : new String[] {"child1", "child2", "child3"}) {
            ChildSpec spec = plain(id).withRestart(RestartType.TEMPORARY);
            started(supervisor.startChild(spec));

            assertThat(get(supervisor.getChildspec(id))).isEqualTo(spec);
        }
        ChildSpec kept = get(supervisor.getChildspec("child3"));
        assertThat(kept.shutdown()).isEqualTo(Shutdown.WORKER_DEFAULT);
        assertThat(kept.significant()).isFalse();
        assertRefused(supervisor.getChildspec("child4"), Refusal.NOT_FOUND);
    }

    @Test
    @SuppressWarnings("NullAway") // what is missing is what the case is about
    void sup_start_map_faulty_specs() {
        ChildStart start = plain("child1").start();

        assertThatThrownBy(() -> ChildSpec.of(null, start))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("id");
        assertThatThrownBy(() -> ChildSpec.of("", start))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("id must be a name without / or #, not \"\"");
        assertThatThrownBy(() -> ChildSpec.of("child2", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("start");

        // OTP's child4, a term that is no spec, can only come over the event bus.
        Supervisor supervisor = start(oneForOne());
        JsonObject request = new JsonObject().put("action", "start_child").put("spec", "child4");
        assertThatThrownBy(() -> get(vertx.eventBus().request(Supervision.addressOf("/"), request)))
                .isInstanceOfSatisfying(
                        ReplyException.class, e -> assertThat(e.failureCode()).isEqualTo(Supervision.BAD_REQUEST))
                .hasMessageContaining("\"spec\" must be a JSON object");
        assertLives(supervisor);
    }
}
