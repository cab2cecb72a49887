package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.language.contract.CrashCampaign.Outcome;
import io.coppice.language.contract.EchoGuest.Crash;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random children in all languages crash under load.
 *
 * <p>{@code mvn -Pcampaign-languages} lets 1,000 crash; {@code campaign.crashes} and {@code campaign.seed} say otherwise.
 */
class CrashCampaignTest {

    private static final int CRASHES = Integer.getInteger("campaign.crashes", 30);
    private static final long SEED = Long.getLong("campaign.seed", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @BeforeAll
    static void needs() {
        EchoGuest.needTools();
    }

    @Test
    void nobody_gets_a_wrong_answer_or_none() throws Exception {
        Map<EchoGuest, List<Crash>> plan = CrashPlan.of(List.of(EchoGuest.values()), CRASHES, SEED);
        Outcome outcome = new CrashCampaign()
                .run(folder, new JsonObject(), plan, PATIENCE, PATIENCE.plusSeconds(10L * CRASHES), SEED);

        CrashReportTable.print(SEED, outcome);
        outcome.findings().forEach((guest, findings) -> {
            assertThat(findings.wrong()).as("wrong answers of %s", guest).isEmpty();
            assertThat(findings.hung())
                    .as("requests to %s without an end", guest)
                    .isEmpty();
            assertThat(findings.returns()).as("returns of %s", guest).hasSameSizeAs(plan.get(guest));
            assertThat(findings.answers()).as("answers of %s", guest).isPositive();
        });
        assertThat(outcome.crashed()).isEqualTo(outcome.planned());
        assertThat(outcome.restarted()).isEqualTo(outcome.planned());
    }

    @Test
    void a_wrong_answer_would_be_seen() throws Exception {
        assertThat(faulty("token", PATIENCE).wrong()).isNotEmpty();
    }

    @Test
    void a_request_without_an_end_would_be_seen() throws Exception {
        assertThat(faulty("silent", Duration.ofMillis(500)).hung()).isNotEmpty();
    }

    private CrashFindings faulty(String fault, Duration patience) throws Exception {
        Map<EchoGuest, List<Crash>> plan = Map.of(EchoGuest.JAVASCRIPT, Collections.nCopies(3, Crash.THROW));
        Outcome outcome = new CrashCampaign()
                .run(folder, new JsonObject().put("fault", fault), plan, patience, PATIENCE.multipliedBy(2), SEED);
        return outcome.findings().values().iterator().next();
    }
}
