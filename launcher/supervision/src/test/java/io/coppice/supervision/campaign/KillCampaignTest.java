package io.coppice.supervision.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.campaign.Cell.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Random children are killed in every way under load, in supervisors of all strategies.
 *
 * <p>{@code mvn -Pcampaign} kills 10,000; {@code campaign.kills} and {@code campaign.seed} say otherwise.
 */
class KillCampaignTest {

    private static final int KILLS = Integer.getInteger("campaign.kills", 300);
    private static final long SEED = Long.getLong("campaign.seed", 1);

    @Test
    void nobodyGetsAWrongAnswerOrNoneAndAllAreRestartedExactly() throws Exception {
        Outcome outcome = new Campaign(Fault.NONE, Duration.ofSeconds(20)).run(KILLS, SEED);

        System.out.printf(
                "campaign: seed %d, %d kills, %d answers, %d refused, %s%n",
                SEED,
                KILLS,
                outcome.findings().answers.get(),
                outcome.findings().refusals.get(),
                outcome.events().downTimes());
        assertThat(outcome.findings().wrong).as("wrong answers").isEmpty();
        assertThat(outcome.findings().hung).as("requests without an answer").isEmpty();
        assertThat(outcome.findings().answers.get()).isGreaterThan(KILLS);
        assertThat(outcome.kills().values().stream().mapToInt(kills -> kills).sum())
                .isEqualTo(KILLS);
        assertThat(outcome.events().ends()).isEqualTo(outcome.kills());
        assertThat(outcome.events().restarts()).isEqualTo(outcome.restarts());
        outcome.starts()
                .forEach((path, starts) -> assertThat(starts.get())
                        .as("starts of %s", path)
                        .isEqualTo(1 + outcome.restarts().getOrDefault(path, 0)));
    }

    @Test
    void aWrongAnswerWouldBeSeen() throws Exception {
        Outcome outcome = new Campaign(Fault.KEEPS_STATE, Duration.ofSeconds(20)).run(20, SEED);

        assertThat(outcome.findings().wrong).isNotEmpty();
    }

    @Test
    void aRequestWithoutAnAnswerWouldBeSeen() throws Exception {
        Outcome outcome = new Campaign(Fault.SILENT, Duration.ofMillis(100)).run(20, SEED);

        assertThat(outcome.findings().hung).isNotEmpty();
    }
}
