package io.coppice.component.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.component.bus.Failure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The cases of poolboy's own tests that have a meaning here. */
class PoolTest {

    private static final long LEASE = 1_000;
    private static final long PATIENCE = 100;

    private final List<String> orders = new ArrayList<>();
    private long now;

    private Pool pool(int size, int maxOverflow, int maxWaiting) {
        Pool pool = new Pool(new Pool.Limits(maxOverflow, maxWaiting, LEASE), new Recorder());
        for (int i = 1; i <= size; i++) {
            pool.workerUp("w" + i, now);
        }
        return pool;
    }

    private void checkout(Pool pool, long request, String owner) {
        pool.checkout(request, owner, now, now + PATIENCE);
    }

    private List<String> taken() {
        List<String> taken = List.copyOf(orders);
        orders.clear();
        return taken;
    }

    @Nested
    class OfFixedSize {

        @Test
        void lendsEachWorkerOnce() {
            Pool pool = pool(2, 0, 10);

            checkout(pool, 1, "a");
            checkout(pool, 2, "b");
            checkout(pool, 3, "c");

            assertThat(taken()).containsExactly("lend 1 w2", "lend 2 w1");
            assertThat(pool.waiting()).isEqualTo(1);
        }

        @Test
        void whoeverWaitsLongestIsNext() {
            Pool pool = pool(1, 0, 10);
            checkout(pool, 1, "a");
            checkout(pool, 2, "b");
            checkout(pool, 3, "c");
            taken();

            pool.checkin(1, now);
            pool.checkin(2, now);
            pool.checkin(3, now);

            assertThat(taken()).containsExactly("lend 2 w1", "lend 3 w1");
            assertThat(pool.idle()).isEqualTo(1);
        }

        @Test
        void refusesAtOnceWhenTooManyWait() {
            Pool pool = pool(1, 0, 1);
            checkout(pool, 1, "a");
            checkout(pool, 2, "b");
            checkout(pool, 3, "c");

            assertThat(taken()).containsExactly("lend 1 w1", "refuse 3 OVERLOADED");
        }

        @Test
        void whoeverHasWaitedTooLongIsRefusedAndNotServedLater() {
            Pool pool = pool(1, 0, 10);
            checkout(pool, 1, "a");
            checkout(pool, 2, "b");
            now = PATIENCE - 1;
            pool.expire(now);
            assertThat(taken()).containsExactly("lend 1 w1");

            now = PATIENCE;
            pool.expire(now);
            pool.checkin(1, now);

            assertThat(taken()).containsExactly("refuse 2 OVERLOADED");
            assertThat(pool.idle()).isEqualTo(1);
        }

        @Test
        void aWorkerThatWasNotBroughtBackIsTakenBackInTime() {
            Pool pool = pool(1, 0, 10);
            checkout(pool, 1, "a");
            now = LEASE;
            pool.expire(now);
            assertThat(pool.idle()).isEqualTo(1);

            checkout(pool, 2, "b");
            pool.checkin(1, now);

            assertThat(taken()).containsExactly("lend 1 w1", "lend 2 w1");
            assertThat(pool.leased()).isEqualTo(1);
        }

        @Test
        void aBorrowerThatEndsGivesItsWorkersBackAndWaitsNoLonger() {
            Pool pool = pool(2, 0, 10);
            checkout(pool, 1, "a");
            checkout(pool, 2, "a");
            checkout(pool, 3, "b");
            checkout(pool, 4, "a");
            taken();

            pool.ownerDown("a", now);

            assertThat(taken()).containsExactly("refuse 4 UNAVAILABLE", "lend 3 w2");
            assertThat(pool.waiting()).isZero();
            assertThat(pool.idle()).isEqualTo(1);
        }

        @Test
        void anIdleWorkerThatEndsIsNotLentUntilItIsBack() {
            Pool pool = pool(1, 0, 10);
            pool.workerDown("w1");
            checkout(pool, 1, "a");
            assertThat(taken()).isEmpty();

            pool.workerUp("w1", now);

            assertThat(taken()).containsExactly("lend 1 w1");
        }

        @Test
        void aLentWorkerThatEndsComesBackAsAnotherAndTheOldLeaseIsWorthNothing() {
            Pool pool = pool(1, 0, 10);
            checkout(pool, 1, "a");
            pool.workerDown("w1");
            assertThat(pool.leased()).isZero();
            pool.workerUp("w1", now);
            checkout(pool, 2, "b");
            checkout(pool, 3, "c");

            pool.checkin(1, now);

            assertThat(taken()).containsExactly("lend 1 w1", "lend 2 w1");
            assertThat(pool.waiting()).isEqualTo(1);
        }

        @Test
        void aCheckinTooMuchIsPassedOver() {
            Pool pool = pool(1, 0, 10);
            checkout(pool, 1, "a");
            pool.checkin(1, now);
            pool.checkin(1, now);
            pool.checkin(77, now);

            assertThat(pool.idle()).isEqualTo(1);
        }
    }

    @Nested
    class WithOverflow {

        @Test
        void startsAWorkerForARequestThatWouldWaitAndStopsItWhenNobodyDoes() {
            Pool pool = pool(1, 1, 10);
            checkout(pool, 1, "a");
            checkout(pool, 2, "b");
            pool.workerUp("overflow-1", now);
            checkout(pool, 3, "c");
            assertThat(taken()).containsExactly("lend 1 w1", "start overflow-1", "lend 2 overflow-1");
            assertThat(pool.overflow()).isEqualTo(1);

            pool.checkin(2, now);
            pool.checkin(3, now);
            pool.workerDown("overflow-1");
            pool.checkin(1, now);

            assertThat(taken()).containsExactly("lend 3 overflow-1", "stop overflow-1");
            assertThat(pool.overflow()).isZero();
            assertThat(pool.idle()).isEqualTo(1);
        }

        @Test
        void startsNoMoreThanAllowedAndNoneTwice() {
            Pool pool = pool(1, 2, 10);
            for (int request = 1; request <= 5; request++) {
                checkout(pool, request, "a");
            }

            assertThat(taken()).containsExactly("lend 1 w1", "start overflow-1", "start overflow-2");
        }

        @Test
        void aWorkerThatComesUpForNobodyIsStoppedAgain() {
            Pool pool = pool(1, 1, 10);
            checkout(pool, 1, "a");
            checkout(pool, 2, "b");
            pool.checkin(1, now);
            pool.checkin(2, now);

            pool.workerUp("overflow-1", now);

            assertThat(taken()).containsExactly("lend 1 w1", "start overflow-1", "lend 2 w1", "stop overflow-1");
        }

        @Test
        void oneThatEndsIsReplacedWhileSomebodyWaits() {
            Pool pool = pool(1, 1, 10);
            checkout(pool, 1, "a");
            checkout(pool, 2, "b");
            pool.workerUp("overflow-1", now);
            checkout(pool, 3, "c");
            taken();

            pool.workerDown("overflow-1");

            assertThat(taken()).containsExactly("start overflow-1");
        }

        @Test
        void oneThatIsStoppingIsStartedAgainOnlyWhenItIsGone() {
            Pool pool = pool(1, 1, 10);
            checkout(pool, 1, "a");
            checkout(pool, 2, "b");
            pool.workerUp("overflow-1", now);
            pool.checkin(2, now);
            taken();
            checkout(pool, 3, "c");
            assertThat(taken()).isEmpty();

            pool.workerDown("overflow-1");

            assertThat(taken()).containsExactly("start overflow-1");
        }

        @Test
        void aBorrowerThatEndsStopsItsOverflowWorker() {
            Pool pool = pool(1, 1, 10);
            checkout(pool, 1, "a");
            checkout(pool, 2, "b");
            pool.workerUp("overflow-1", now);
            taken();

            pool.ownerDown("b", now);

            assertThat(taken()).containsExactly("stop overflow-1");
        }
    }

    private final class Recorder implements Pool.Orders {

        @Override
        public void lend(long request, String worker) {
            orders.add("lend " + request + " " + worker);
        }

        @Override
        public void refuse(long request, Failure failure, String why) {
            orders.add("refuse " + request + " " + failure);
        }

        @Override
        public void startOverflow(String worker) {
            orders.add("start " + worker);
        }

        @Override
        public void stopOverflow(String worker) {
            orders.add("stop " + worker);
        }
    }
}
