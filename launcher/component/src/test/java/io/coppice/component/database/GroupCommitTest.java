package io.coppice.component.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    /** A number has as many bytes. */
    private final GroupCommit<Integer> commits = new GroupCommit<>(5, 3, 100, bytes -> bytes);

    @Test
    void theFirstIsCommittedAtOnce() {
        assertThat(commits.begin()).isEmpty();
        commits.offer(1);
        assertThat(commits.begin()).containsExactly(1);
    }

    @Test
    void whatArrivesDuringACommitGoesIntoTheNextInOrder() {
        commits.offer(1);
        commits.begin();
        commits.offer(2);
        commits.offer(3);
        assertThat(commits.begin()).isEmpty();

        commits.end();

        assertThat(commits.begin()).containsExactly(2, 3);
        commits.end();
        assertThat(commits.begin()).isEmpty();
    }

    @Test
    void aGroupHasABound() {
        for (int i = 1; i <= 5; i++) {
            commits.offer(i);
        }

        assertThat(commits.begin()).containsExactly(1, 2, 3);
        commits.end();
        assertThat(commits.begin()).containsExactly(4, 5);
    }

    @Test
    void aGroupHasABoundOfBytesOrIsOneRequest() {
        List.of(60, 40, 1, 500, 7).forEach(commits::offer);

        assertThat(commits.begin()).containsExactly(60, 40);
        commits.end();
        assertThat(commits.begin()).containsExactly(1);
        commits.end();
        assertThat(commits.begin()).containsExactly(500);
        commits.end();
        assertThat(commits.begin()).containsExactly(7);
    }

    @Test
    void refusesWhatIsTooMuch() {
        for (int i = 1; i <= 5; i++) {
            assertThat(commits.offer(i)).isTrue();
        }
        assertThat(commits.offer(6)).isFalse();
        commits.begin();
        assertThat(commits.offer(6)).isTrue();
    }

    @Test
    void whatWasNotBegunCanBeAbandoned() {
        commits.offer(1);
        commits.begin();
        commits.offer(2);

        assertThat(commits.abandon()).containsExactly(2);
        commits.end();
        assertThat(commits.begin()).isEmpty();
    }
}
