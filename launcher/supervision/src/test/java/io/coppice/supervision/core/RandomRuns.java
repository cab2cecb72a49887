package io.coppice.supervision.core;

import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a property on many random lists of choices; a list that fails it is made as short as it can be first.
 *
 * <p>The seed is a new one each time, and printed; {@code -Dcoppice.seed=N} runs an old one again.
 */
public final class RandomRuns {

    private static final int LONGEST = 300;
    private static final int MOST_SHRINKS = 5_000;

    private RandomRuns() {}

    public static void check(String name, int runs, Consumer<Choices> property) {
        check(name, runs, Long.getLong("coppice.seed", System.nanoTime()), property);
    }

    /** The same sequences each time. */
    public static void check(String name, int runs, long seed, Consumer<Choices> property) {
        System.out.println(name + ": " + runs + " random sequences, seed " + seed);
        for (int i = 0; i < runs; i++) {
            Random random = new Random(seed + i);
            Choices choices = Choices.random(random, 1 + random.nextInt(LONGEST));
            if (failure(property, choices) != null) {
                Choices shortest = shrink(property, choices);
                throw new AssertionError(
                        name + " failed with -Dcoppice.seed=" + (seed + i) + ", shrunk from " + choices.size() + " to "
                                + shortest.size() + " choices " + shortest,
                        failure(property, shortest));
            }
        }
    }

    private static @Nullable Throwable failure(Consumer<Choices> property, Choices choices) {
        try {
            property.accept(choices.again());
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }

    private static Choices shrink(Consumer<Choices> property, Choices failing) {
        Choices best = failing;
        int tries = 0;
        boolean better = true;
        while (better) {
            better = false;
            for (int count = Math.max(1, best.size() / 2); count > 0; count /= 2) {
                for (int from = 0; from < best.size() && tries < MOST_SHRINKS; ) {
                    tries++;
                    Choices shorter = best.without(from, count);
                    if (failure(property, shorter) != null) {
                        best = shorter;
                        better = true;
                    } else {
                        from += count;
                    }
                }
            }
            for (int at = 0; at < best.size(); at++) {
                for (int value : new int[] {0, best.at(at) % 64, best.at(at) / 2}) {
                    if (value < best.at(at) && tries++ < MOST_SHRINKS) {
                        Choices smaller = best.with(at, value);
                        if (failure(property, smaller) != null) {
                            best = smaller;
                            better = true;
                        }
                    }
                }
            }
        }
        return best;
    }
}
