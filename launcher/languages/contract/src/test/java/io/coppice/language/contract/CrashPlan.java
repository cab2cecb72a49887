package io.coppice.language.contract;

import io.coppice.language.contract.EchoGuest.Crash;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Which children crash, and how: as a seed has it, in turn for each. */
final class CrashPlan {

    /** A loop takes as long as its time limit, so they are few. */
    private static final int ONE_LOOP_OF = 30;

    private CrashPlan() {}

    static Map<EchoGuest, List<Crash>> of(List<EchoGuest> guests, int count, long seed) {
        Random random = new Random(seed);
        Map<EchoGuest, List<Crash>> plan = new EnumMap<>(EchoGuest.class);
        guests.forEach(guest -> plan.put(guest, new ArrayList<>()));
        for (int i = 1; i <= count; i++) {
            boolean isLoop = i % ONE_LOOP_OF == 0;
            List<EchoGuest> able = guests.stream()
                    .filter(guest -> !isLoop || guest.ways().contains(Crash.LOOP))
                    .toList();
            // The few loops go round, so that each has its share.
            EchoGuest guest = able.get((isLoop ? i / ONE_LOOP_OF : random.nextInt(able.size())) % able.size());
            List<Crash> ways = guest.ways().stream()
                    .filter(way -> (way == Crash.LOOP) == isLoop)
                    .toList();
            plan.computeIfAbsent(guest, unknown -> new ArrayList<>()).add(ways.get(random.nextInt(ways.size())));
        }
        return plan;
    }
}
