package io.coppice.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the campaign has to find, or it proves nothing. */
class CampaignControlIT {

    @Test
    void the_loss_of_what_only_one_node_had_is_seen() throws Exception {
        Report report = ShortCampaign.run("memory", 1, "kill");
        assertThat(report.isGood()).isFalse();
        assertThat(report.lost()).isPositive();
    }
}
