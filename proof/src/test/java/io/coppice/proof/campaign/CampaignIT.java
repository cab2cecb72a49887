package io.coppice.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The campaign in short; docs/proof.md tells of the long one. */
class CampaignIT {

    @Test
    void a_kill_and_a_stop_lose_nothing() throws Exception {
        Report report = ShortCampaign.run("replicated", 2, "kill,stop");
        assertThat(report.isGood()).as("%s", report).isTrue();
    }
}
