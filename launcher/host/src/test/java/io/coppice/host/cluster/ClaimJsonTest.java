package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.nodes.SharedClaim;
import io.coppice.supervision.nodes.SharedClaim.Candidate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimJsonTest {

    @Test
    void whatIsWrittenIsRead() {
        Candidate a = new Candidate("1", "a");
        for (SharedClaim claim : List.of(
                SharedClaim.NONE,
                new SharedClaim(a, 1L << 40, "parked: \"x\"", 3, List.of(1L << 41, 2L), List.of(a)))) {
            assertThat(ClaimJson.decode(ClaimJson.encode(claim))).isEqualTo(claim);
        }
        assertThat(ClaimJson.decode(null)).isEqualTo(SharedClaim.NONE);
    }
}
