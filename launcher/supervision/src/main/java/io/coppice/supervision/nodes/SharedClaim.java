package io.coppice.supervision.nodes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster keeps of a child that it has once: who has the claim, who stands in line, and what was restarted.
 *
 * <p>Each method answers with what is to be kept from now on, and has no effects: it is for whoever keeps it to see to it that one
 * change comes behind the other. Every {@code now} is milliseconds of a clock that is about the same on all nodes.
 *
 * @param owner who has the claim, or had it when the child came to rest; it may be gone, until somebody takes its place; null for
 *     nobody
 * @param epoch the number of the newest claim; 0 before the first
 * @param rest why nobody is to run the child; empty where the owner is
 * @param restarts how many restarts and moves there were
 * @param times when the last of them were
 * @param line who would run it, those who came first in front; the owner among them
 */
public record SharedClaim(
        @Nullable Candidate owner, long epoch, String rest, int restarts, List<Long> times, List<Candidate> line) {

    /** So many times are kept. */
    public static final int MOST_TIMES = 1000;

    /** Before anybody stands in line. */
    public static final SharedClaim NONE = new SharedClaim(null, 0, "", 0, List.of(), List.of());

    /**
     * One life of a node.
     *
     * @param process no two have the same, also of one node
     * @param node its name
     */
    public record Candidate(String process, String node) {}

    public SharedClaim {
        times = List.copyOf(times.subList(Math.max(0, times.size() - MOST_TIMES), times.size()));
        line = List.copyOf(line);
    }

    /**
     * Somebody asks for the claim, or whether it still has it. It gets it if nobody has it, or who had it is gone, and it is the
     * first in the line.
     *
     * @param held the epoch of the claim that it has; 0 for none, which is also said by one that has given it up by itself
     * @param present the processes that are there
     */
    public SharedClaim asked(Candidate who, long held, Set<String> present, long now) {
        List<Candidate> standing = new ArrayList<>(line);
        standing.removeIf(other -> !present.contains(other.process()));
        if (!standing.contains(who)) {
            standing.add(who);
        }
        boolean isGone = owner == null || !present.contains(owner.process());
        if (!rest.isEmpty()) {
            return new SharedClaim(isGone ? null : owner, epoch, rest, restarts, times, standing);
        }
        if (epoch == 0 && held > 0) {
            // All copies of it were lost, but not the child.
            return new SharedClaim(who, held, rest, restarts, times, standing);
        }
        boolean isLeft = who.equals(owner) && held != epoch;
        if (isLeft || (isGone && standing.get(0).equals(who))) {
            SharedClaim next = owner == null ? this : counted(now);
            return new SharedClaim(who, nextEpoch(now), "", next.restarts, next.times, standing);
        }
        return new SharedClaim(owner, epoch, rest, restarts, times, standing);
    }

    /** Larger than any before, even where those were forgotten because all nodes were gone. */
    private long nextEpoch(long now) {
        return Math.max(epoch + 1, now);
    }

    private SharedClaim counted(long now) {
        List<Long> more = new ArrayList<>(times);
        more.add(now);
        return new SharedClaim(owner, epoch, rest, restarts + 1, more, line);
    }

    /** Its owner has restarted it. */
    public SharedClaim restarted(Candidate who, long held, long now) {
        return isOwner(who, held) ? counted(now) : this;
    }

    /** Its owner does not run it, and nobody is to. */
    public SharedClaim rested(Candidate who, long held, String why) {
        return isOwner(who, held) ? new SharedClaim(owner, epoch, why, restarts, times, line) : this;
    }

    /** Somebody starts one that rests, on its own node, and its restarts are forgiven. */
    public SharedClaim resumed(Candidate who, long now) {
        return rest.isEmpty() ? this : new SharedClaim(who, nextEpoch(now), "", restarts, List.of(), line);
    }

    /** Somebody stands in line no more. */
    public SharedClaim left(Candidate who) {
        List<Candidate> standing = new ArrayList<>(line);
        standing.remove(who);
        return new SharedClaim(who.equals(owner) ? null : owner, epoch, rest, restarts, times, standing);
    }

    /** Whether it has this claim, and no newer one has taken its place. */
    public boolean isOwner(Candidate who, long held) {
        return who.equals(owner) && held == epoch;
    }

    /** As one of those in the line sees it. */
    public Claim seenBy(Candidate who, long now) {
        return new Claim(
                who.equals(owner) && rest.isEmpty(),
                epoch,
                owner == null ? "" : owner.node(),
                rest,
                restarts,
                times.stream()
                        .map(time -> Duration.ofMillis(Math.max(0, now - time)))
                        .toList());
    }
}
