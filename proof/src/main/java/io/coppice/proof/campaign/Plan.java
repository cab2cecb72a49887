package io.coppice.proof.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * What happens in one round: drawn from the campaign's seed and the round's number alone, so that a round can be repeated
 * without those before it.
 *
 * @param victims the nodes that it happens to, in order
 * @param time between two kills, or how long a node is stopped or cut off
 * @param cuts what is not heard meanwhile
 */
public record Plan(long seed, int round, Fault fault, List<String> victims, Duration time, List<Cut> cuts) {

    /** Nothing that the one sends reaches the other. */
    record Cut(String from, String to) {

        @Override
        public String toString() {
            return from + ">" + to;
        }
    }

    private static final int FROM_ALL = 0;
    private static final int FROM_ONE = 1;
    private static final int ONE_WAY = 2;

    private static final int NOTHING_SECONDS = 5;
    private static final int LONGEST_GAP_MILLIS = 500;
    private static final int SHORTEST_STOP_SECONDS = 1;
    private static final int LONGEST_STOP_SECONDS = 15;
    private static final int SHORTEST_CUT_SECONDS = 12;
    private static final int LONGEST_CUT_SECONDS = 30;
    /** So that a write has waited for its backups in vain, for 5 to 6 s, and the others have not waited for the node, for 10 s. */
    private static final int SHORTEST_UNPLUGGED_MILLIS = 7000;

    private static final int LONGEST_UNPLUGGED_MILLIS = 8500;

    /** The faults take turns. */
    static Plan of(long seed, int round, List<Fault> faults, List<String> nodes) {
        Random random = new Random(seed * 1_000_003 + round);
        // The first numbers of neighbouring seeds are alike.
        random.nextInt();
        Fault fault = faults.get(Math.floorMod(round - 1, faults.size()));
        List<String> shuffled = new ArrayList<>(nodes);
        Collections.shuffle(shuffled, random);
        List<String> victims = shuffled.subList(
                0,
                switch (fault) {
                    case NONE -> 0;
                    case KILL, STOP, PARTITION, UNPLUG, LATE -> 1;
                    case DOUBLE, JOIN, LONE -> 2;
                    case ALL, ROLLING -> shuffled.size();
                });
        Duration time = switch (fault) {
            case NONE -> Duration.ofSeconds(NOTHING_SECONDS);
            case ALL, DOUBLE -> Duration.ofMillis(random.nextInt(LONGEST_GAP_MILLIS + 1));
            case STOP -> seconds(random, SHORTEST_STOP_SECONDS, LONGEST_STOP_SECONDS);
            case PARTITION -> seconds(random, SHORTEST_CUT_SECONDS, LONGEST_CUT_SECONDS);
            case UNPLUG -> millis(random, SHORTEST_UNPLUGGED_MILLIS, LONGEST_UNPLUGGED_MILLIS);
            case KILL, ROLLING, JOIN, LATE, LONE -> Duration.ZERO;
        };
        List<String> others = shuffled.subList(victims.size(), shuffled.size());
        List<Cut> cuts = switch (fault) {
            case PARTITION -> cuts(random.nextInt(3), victims.get(0), others);
            case UNPLUG -> cuts(FROM_ALL, victims.get(0), others);
            default -> List.of();
        };
        return new Plan(seed, round, fault, List.copyOf(victims), time, cuts);
    }

    private static Duration seconds(Random random, int shortest, int longest) {
        return millis(random, 1000 * shortest, 1000 * longest);
    }

    private static Duration millis(Random random, int shortest, int longest) {
        return Duration.ofMillis(shortest + random.nextInt(longest - shortest + 1));
    }

    /** From all others, from one of them, or in one direction only. */
    private static List<Cut> cuts(int way, String victim, List<String> others) {
        List<Cut> cuts = new ArrayList<>();
        for (String other : way == FROM_ONE ? others.subList(0, 1) : others) {
            cuts.add(new Cut(other, victim));
            if (way != ONE_WAY) {
                cuts.add(new Cut(victim, other));
            }
        }
        return cuts;
    }

    /** The fault, and of a partition which it is: what a row of the report is of. */
    String kind() {
        String name = fault.name().toLowerCase(Locale.ROOT);
        if (fault != Fault.PARTITION) {
            return name;
        }
        String victim = victims.get(0);
        boolean isOneWay = cuts.stream().allMatch(cut -> cut.to().equals(victim));
        return name + (isOneWay ? ", one way" : cuts.size() > 2 ? ", from all" : ", from one");
    }

    /** Whether a node is cut off from all others, and is a minority of one. */
    boolean leavesAMinority() {
        return fault == Fault.PARTITION && kind().endsWith(", from all");
    }

    @Override
    public String toString() {
        String what = fault.name().toLowerCase(Locale.ROOT);
        if (!victims.isEmpty()) {
            what += " " + String.join(", ", victims);
        }
        if (!cuts.isEmpty()) {
            what += " (" + cuts.stream().map(Cut::toString).collect(Collectors.joining(" ")) + ")";
        }
        return time.isZero() ? what : what + " " + time.toMillis() + " ms";
    }
}
