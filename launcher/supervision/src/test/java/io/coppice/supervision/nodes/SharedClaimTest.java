package io.coppice.supervision.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.nodes.SharedClaim.Candidate;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SharedClaimTest {

    private static final Candidate A = new Candidate("1", "a");
    private static final Candidate B = new Candidate("2", "b");
    private static final Candidate C = new Candidate("3", "c");
    private static final Set<String> ALL = Set.of("1", "2", "3");

    private static SharedClaim ofA() {
        return SharedClaim.NONE.asked(A, 0, ALL, 1000).asked(B, 0, ALL, 1001).asked(C, 0, ALL, 1002);
    }

    @Test
    void whoComesFirstHasIt() {
        assertThat(ofA().owner()).isEqualTo(A);
        assertThat(ofA().epoch()).isEqualTo(1000);
        assertThat(ofA().line()).containsExactly(A, B, C);
        assertThat(ofA().asked(A, 1000, ALL, 2000)).as("asking changes nothing").isEqualTo(ofA());
        assertThat(ofA().seenBy(B, 2000).where()).isEqualTo("runs on node a, epoch 1000");
    }

    @Test
    void theNextInTheLineGetsItWhenItsOwnerIsGoneAndThatIsAMove() {
        Set<String> rest = Set.of("2", "3");
        SharedClaim notYet = ofA().asked(C, 0, rest, 3000);
        assertThat(notYet.owner()).as("c is not the next").isEqualTo(A);
        SharedClaim moved = notYet.asked(B, 0, rest, 3000);
        assertThat(moved.owner()).isEqualTo(B);
        assertThat(moved.epoch()).isEqualTo(3000);
        assertThat(moved.line()).containsExactly(B, C);
        Claim seen = moved.seenBy(B, 3500);
        assertThat(seen.isHeld()).isTrue();
        assertThat(seen.restarts()).isEqualTo(1);
        assertThat(seen.ages()).containsExactly(Duration.ofMillis(500));
    }

    @Test
    void epochsGrowWhereTheClockDoesNot() {
        assertThat(ofA().asked(B, 0, Set.of("2"), 5).epoch()).isEqualTo(1001);
    }

    @Test
    void whoHasGivenItUpGetsItAnewAndThatIsAMove() {
        SharedClaim anew = ofA().asked(A, 0, ALL, 2000);
        assertThat(anew.epoch()).isEqualTo(2000);
        assertThat(anew.restarts()).isEqualTo(1);
    }

    @Test
    void toHandItOverIsNoMove() {
        SharedClaim left = ofA().left(A);
        assertThat(left.owner()).isNull();
        assertThat(left.asked(C, 0, ALL, 2000).owner()).isNull();
        SharedClaim next = left.asked(B, 0, ALL, 2000);
        assertThat(next.owner()).isEqualTo(B);
        assertThat(next.restarts()).isZero();
    }

    @Test
    void nobodyTakesOneThatRestsUntilItIsResumedAndThenWithoutItsPast() {
        SharedClaim rests =
                ofA().restarted(A, 1000, 1500).rested(A, 1000, "parked").asked(B, 0, Set.of("2", "3"), 2000);
        assertThat(rests.owner()).isNull();
        assertThat(rests.seenBy(B, 2000).where()).isEqualTo("parked");
        SharedClaim resumed = rests.resumed(C, 3000);
        assertThat(resumed.owner()).isEqualTo(C);
        assertThat(resumed.restarts()).isEqualTo(1);
        assertThat(resumed.times()).isEmpty();
        assertThat(ofA().resumed(C, 3000)).as("one that runs").isEqualTo(ofA());
    }

    @Test
    void whoHasAnOldClaimChangesNothing() {
        SharedClaim moved = ofA().asked(B, 0, Set.of("2", "3"), 3000);
        assertThat(moved.restarted(A, 1000, 4000)).isEqualTo(moved);
        assertThat(moved.rested(A, 1000, "parked")).isEqualTo(moved);
        assertThat(ofA().rested(A, 999, "parked")).isEqualTo(ofA());
    }

    @Test
    void oneThatWasForgottenWithAllItsCopiesGoesOn() {
        SharedClaim again = SharedClaim.NONE.asked(A, 1000, ALL, 9000);
        assertThat(again.isOwner(A, 1000)).isTrue();
    }

    @Test
    void onlySoManyTimesAreKept() {
        SharedClaim claim = ofA();
        for (int i = 0; i < SharedClaim.MOST_TIMES + 1; i++) {
            claim = claim.restarted(A, 1000, i);
        }
        assertThat(claim.times()).hasSize(SharedClaim.MOST_TIMES).startsWith(1L);
        assertThat(claim.restarts()).isEqualTo(SharedClaim.MOST_TIMES + 1);
    }
}
