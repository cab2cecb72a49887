package io.coppice.component.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.component.bus.Failure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long random lives of a pool: no worker is lent twice, every request is answered once, and all come home. */
class PoolPropertyTest {

    private static final int SIZE = 3;
    private static final int OVERFLOW = 2;
    private static final int WAITING = 4;
    private static final int STEPS = 20_000;

    /** The world outside: which workers run, and who has them. */
    private final Set<String> up = new HashSet<>();

    private final Set<String> starting = new HashSet<>();
    private final Set<String> stopping = new HashSet<>();
    private final Map<Long, String> lent = new HashMap<>();
    private final Map<Long, String> owners = new HashMap<>();
    private final Set<Long> open = new HashSet<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void holdsItsProperties(long seed) {
        Random random = new Random(seed);
        Pool pool = new Pool(new Pool.Limits(OVERFLOW, WAITING, 50), new World());
        for (int i = 0; i < SIZE; i++) {
            comeUp(pool, "w" + i, 0);
        }
        long now = 0;
        for (long step = 1; step <= STEPS; step++) {
            now += random.nextInt(3);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    String owner = "o" + random.nextInt(6);
                    open.add(step);
                    owners.put(step, owner);
                    pool.checkout(step, owner, now, now + 20);
                }
                case 3, 4 -> {
                    long request = any(lent.keySet(), random, -1L);
                    lent.remove(request);
                    pool.checkin(request, now);
                }
                case 5 -> {
                    String worker = any(up, random, "");
                    if (!worker.isEmpty()) {
                        goDown(pool, worker);
                    }
                }
                case 6 -> {
                    String owner = "o" + random.nextInt(6);
                    lent.keySet().removeIf(request -> owner.equals(owners.get(request)));
                    pool.ownerDown(owner, now);
                }
                default -> {
                    // A lease that ended by time is lent again by the pool: its borrower keeps quiet here.
                    lent.clear();
                    now += 50;
                    pool.expire(now);
                }
            }
            settle(pool, random, now);
            assertThat(pool.waiting()).isLessThanOrEqualTo(WAITING).isEqualTo(open.size());
            assertThat(pool.overflow()).isLessThanOrEqualTo(OVERFLOW);
            assertThat(pool.idle() == 0 || pool.waiting() == 0)
                    .as("nobody waits beside an idle worker")
                    .isTrue();
        }
        lent.clear();
        pool.expire(now + 1_000);
        settle(pool, random, now + 1_000);
        for (int i = 0; i < SIZE; i++) {
            if (!up.contains("w" + i)) {
                comeUp(pool, "w" + i, now);
            }
        }
        settle(pool, random, now + 1_000);
        for (String left : List.copyOf(up)) {
            if (left.startsWith("overflow") && stopping.contains(left)) {
                goDown(pool, left);
            }
        }
        assertThat(open).as("no request is forgotten").isEmpty();
        assertThat(pool.leased()).isZero();
        assertThat(pool.idle()).isEqualTo(SIZE);
        assertThat(pool.overflow()).isEqualTo(starting.size());
    }

    /** The supervisor at work: some of what was asked for is done by now. */
    private void settle(Pool pool, Random random, long now) {
        for (String worker : List.copyOf(starting)) {
            if (random.nextBoolean()) {
                starting.remove(worker);
                if (random.nextInt(5) == 0) {
                    pool.workerDown(worker);
                } else {
                    comeUp(pool, worker, now);
                }
            }
        }
        for (String worker : List.copyOf(stopping)) {
            if (random.nextBoolean()) {
                goDown(pool, worker);
            }
        }
        for (int i = 0; i < SIZE; i++) {
            if (!up.contains("w" + i) && random.nextBoolean()) {
                comeUp(pool, "w" + i, now);
            }
        }
    }

    private void comeUp(Pool pool, String worker, long now) {
        up.add(worker);
        pool.workerUp(worker, now);
    }

    private void goDown(Pool pool, String worker) {
        up.remove(worker);
        stopping.remove(worker);
        lent.values().remove(worker);
        pool.workerDown(worker);
    }

    private static <T> T any(Set<T> set, Random random, T otherwise) {
        List<T> list = new ArrayList<>(set);
        list.sort(null);
        return list.isEmpty() ? otherwise : list.get(random.nextInt(list.size()));
    }

    private final class World implements Pool.Orders {

        @Override
        public void lend(long request, String worker) {
            assertThat(up).contains(worker);
            assertThat(stopping).doesNotContain(worker);
            assertThat(lent).doesNotContainValue(worker);
            assertThat(open.remove(request)).as("asked for, and answered once").isTrue();
            lent.put(request, worker);
        }

        @Override
        public void refuse(long request, Failure failure, String why) {
            assertThat(open.remove(request)).as("asked for, and answered once").isTrue();
        }

        @Override
        public void startOverflow(String worker) {
            assertThat(up).doesNotContain(worker);
            assertThat(starting.add(worker)).isTrue();
        }

        @Override
        public void stopOverflow(String worker) {
            assertThat(up).contains(worker);
            assertThat(lent).doesNotContainValue(worker);
            assertThat(stopping.add(worker)).isTrue();
        }
    }
}
