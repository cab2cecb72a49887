package io.coppice.proof.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.proof.history.ModelStore.Bug;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proof of the checker: it believes a correct store, always, and no broken one, ever. */
class PlantedBugsTest {

    private static final int RUNS = 100;

    @ParameterizedTest
    @EnumSource(Bug.class)
    void eachIsCaughtInEveryRunAndACorrectStoreIsBelieved(Bug bug) {
        for (long seed = 0; seed < RUNS; seed++) {
            List<Operation> history = ModelStore.history(seed, bug);
            HistoryChecker.Verdict verdict = new HistoryChecker()
                    .check(
                            history.subList(0, history.size() - 1),
                            history.subList(history.size() - 1, history.size()),
                            Promise.LINEARIZABLE);
            if (bug == Bug.NONE) {
                assertThat(verdict.failures()).as("%s, seed %d", bug, seed).isEmpty();
            } else {
                assertThat(verdict.failures())
                        .as("%s, seed %d", bug, seed)
                        .extracting(Finding::kind)
                        .contains(Finding.Kind.NOT_LINEARIZABLE);
            }
        }
    }
}
