package io.coppice.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The loss of all nodes, of which only a disk survives anything. */
class DiskCampaignIT {

    @Test
    void the_loss_of_all_nodes_loses_nothing_that_is_on_disk() throws Exception {
        Report report = ShortCampaign.run("disk", 1, "all");
        assertThat(report.isGood()).as("%s", report).isTrue();
    }
}
