package io.coppice.kv.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.nodes.PartitionClaim;
import io.coppice.supervision.nodes.StoreException;
import io.coppice.supervision.nodes.StoreException.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoneStoreTest {

    @Test
    void a_claim_that_has_ended_takes_no_more() {
        PartitionClaim claim = new LoneStore().claim(0).result().claim();
        assertThat(claim.write(List.of()).succeeded()).isTrue();
        claim.release();
        assertThat(claim.write(List.of()).cause())
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FENCED));
    }
}
