package io.coppice.host.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.coppice.supervision.nodes.Claim;
import io.coppice.supervision.nodes.Claims;
import io.coppice.supervision.nodes.SharedClaim;
import io.coppice.supervision.nodes.SharedClaim.Candidate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claims of one node, {@linkplain ClaimEntries kept} in a map of Hazelcast.
 *
 * <p>The map can be changed by a majority alone. A node that was out of {@link Contact} with one for too long gives its claims up
 * before others may take them.
 */
final class HazelcastClaims
        implements Claims, EntryAddedListener<String, String>, EntryUpdatedListener<String, String> {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastClaims.class);

    /** Entries and members tell of changes; this finds what was missed. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private static final Duration WATCH_PERIOD = Duration.ofMillis(100);

    static final String ALONE = "this node is not in touch with a majority";

    private final HazelcastInstance hazelcast;
    private final int majority;
    private final Candidate self;
    private final IMap<String, String> map;
    /** Used by {@link #worker} alone. */
    private final ClaimEntries entries;
    /** Asks the cluster, and blocks. */
    private final ScheduledExecutorService worker = Threads.one("coppice-claims");
    /** Never blocks, so that a loss of contact is seen in time. */
    private final ScheduledExecutorService watch = Threads.one("coppice-contact");

    private final Beats beats;
    private final ConcurrentMap<String, List<Place>> places = new ConcurrentHashMap<>();
    /** The paths of claims that are still to be handed over. */
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();

    private volatile Runnable whenAlone = () -> {};

    HazelcastClaims(HazelcastInstance hazelcast, int majority) {
        this.hazelcast = hazelcast;
        this.majority = majority;
        Member member = hazelcast.getCluster().getLocalMember();
        this.self = new Candidate(processOf(member), HazelcastCluster.nameOf(member));
        this.map = hazelcast.getMap(HazelcastSettings.CLAIMS);
        this.entries = new ClaimEntries(map);
        this.beats = new Beats(hazelcast, self.process(), majority, watch);
    }

    void start() {
        beats.start();
        map.addEntryListener(this, true);
        every(worker, PERIOD, this::ask);
        every(watch, WATCH_PERIOD, this::giveUpIfAlone);
    }

    private static void every(ScheduledExecutorService executor, Duration period, Runnable task) {
        var unused = executor.scheduleWithFixedDelay(task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One life of a node. */
    static String processOf(Member member) {
        String id = member.getAttribute(HazelcastSettings.VERTX_ID);
        return id == null ? member.getUuid().toString() : id;
    }

    @Override
    public Candidacy stand(String path, Consumer<Claim> listener) {
        Place place = new Place(path, listener);
        leaving.remove(path);
        places.computeIfAbsent(path, key -> new CopyOnWriteArrayList<>()).add(place);
        later(place::ask);
        return place;
    }

    /** Nodes have come or gone. */
    void membersChanged() {
        Set<String> present = present();
        beats.retain(present);
        if (present.size() < majority) {
            giveUp();
        }
        later(this::ask);
    }

    /** What was left before is handed over. It blocks. */
    void close() {
        watch.shutdownNow();
        worker.shutdown();
        try {
            if (!worker.awaitTermination(HazelcastSettings.SILENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "claims were not handed over in time: {}",
                        worker.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void entryAdded(EntryEvent<String, String> event) {
        changed(event.getKey());
    }

    @Override
    public void entryUpdated(EntryEvent<String, String> event) {
        changed(event.getKey());
    }

    private void changed(String path) {
        places.getOrDefault(path, List.of()).forEach(place -> later(place::ask));
    }

    private void ask() {
        leaving.forEach(this::handOver);
        all().forEach(Place::ask);
    }

    /** Again and again until it is done: nobody takes over from a node that is there. */
    private void handOver(String path) {
        try {
            if (leaving.contains(path)) {
                entries.change(path, claim -> claim.left(self));
                leaving.remove(path);
            }
        } catch (HazelcastInstanceNotActiveException left) {
            // And so it is the next in the line's.
            leaving.remove(path);
        } catch (RuntimeException e) {
            LOG.warn("the claim to {} is not handed over yet: {}", path, e.toString());
        }
    }

    private void giveUpIfAlone() {
        if (!beats.isFresh()) {
            giveUp();
        }
    }

    private void giveUp() {
        all().forEach(Place::giveUp);
        whenAlone.run();
    }

    private List<Place> all() {
        return places.values().stream().flatMap(List::stream).toList();
    }

    private void later(Runnable task) {
        try {
            worker.execute(task);
        } catch (RejectedExecutionException closed) {
            LOG.debug("this node leaves the cluster", closed);
        }
    }

    private Set<String> present() {
        return processes(hazelcast);
    }

    /** The processes of all members. */
    static Set<String> processes(HazelcastInstance hazelcast) {
        return hazelcast.getCluster().getMembers().stream()
                .map(HazelcastClaims::processOf)
                .collect(Collectors.toSet());
    }

    /** What is to be done as well as long as this node is not in touch with a majority; it is called often. */
    void whenAlone(Runnable more) {
        whenAlone = more;
    }

    /** Whether this node is in touch with a majority, so that none of the others takes it for lost. */
    boolean isInTouch() {
        return beats.isFresh();
    }

    private long now() {
        return hazelcast.getCluster().getClusterTime();
    }

    /** This node's place in the line for one child. */
    private final class Place implements Candidacy {

        private final String path;
        private final Consumer<Claim> listener;
        // Guarded by this:
        private long held;
        /** The newest claim that was written for it, confirmed or not; 0 where it has given that up. */
        private long given;

        private boolean isLeft;
        private @Nullable Claim told;
        /** How often it gave the claim up: what was asked before counts no more. */
        private int losses;
        /** When it was last restarted; used by {@link #worker} alone. */
        private long restarted;

        Place(String path, Consumer<Claim> listener) {
            this.path = path;
            this.listener = listener;
        }

        private void ask() {
            if (!beats.isFresh()) {
                tell(Claim.unknown(ALONE), losses());
                return;
            }
            var unused = isDone(claim -> claim.asked(self, heldOf(claim), present(), now()));
        }

        @Override
        public void restarted() {
            long[] at = {0};
            untilDone(claim -> {
                if (at[0] == 0) {
                    restarted = Math.max(restarted + 1, now());
                    at[0] = restarted;
                }
                // It is counted already, where that was not confirmed.
                return claim.times().contains(at[0]) ? claim : claim.restarted(self, held(), at[0]);
            });
        }

        @Override
        public void rest(String why) {
            untilDone(claim -> claim.rested(self, held(), why));
        }

        @Override
        public void resume() {
            untilDone(claim -> claim.resumed(self, now()));
        }

        @Override
        public void leave() {
            synchronized (this) {
                isLeft = true;
                held = 0;
            }
            places.computeIfPresent(path, (key, some) -> {
                some.remove(this);
                return some.isEmpty() ? null : some;
            });
            leaving.add(path);
            later(() -> handOver(path));
        }

        private synchronized long held() {
            return held;
        }

        /** One that was not confirmed is not asked for anew: that would be another one, and a move. */
        private synchronized long heldOf(SharedClaim claim) {
            return given > 0 && claim.isOwner(self, given) ? given : held;
        }

        private synchronized SharedClaim given(SharedClaim claim) {
            if (self.equals(claim.owner())) {
                given = claim.epoch();
            }
            return claim;
        }

        private synchronized int losses() {
            return losses;
        }

        private void untilDone(UnaryOperator<SharedClaim> change) {
            int before = losses();
            later(() -> {
                if (!isDone(change) && before == losses() && !isOver()) {
                    var unused = worker.schedule(() -> untilDone(change), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
                }
            });
        }

        private boolean isDone(UnaryOperator<SharedClaim> change) {
            int before = losses();
            try {
                SharedClaim next = entries.change(path, claim -> isOver() ? claim : given(change.apply(claim)));
                tell(next.seenBy(self, now()), before);
                return true;
            } catch (RuntimeException e) {
                LOG.debug("the cluster did not answer for {}", path, e);
                tell(Claim.unknown("the cluster does not answer: " + e.getMessage()), before);
                return false;
            }
        }

        private synchronized boolean isOver() {
            return isLeft;
        }

        private synchronized void tell(Claim claim, int lossesBefore) {
            if (isLeft || (claim.isHeld() && (losses != lossesBefore || !beats.isFresh()))) {
                return;
            }
            boolean isUnknown = claim.epoch() == 0;
            if (isUnknown && held > 0) {
                // Its contact decides.
                return;
            }
            boolean isSame = told != null
                    && claim.isHeld() == told.isHeld()
                    && claim.epoch() == told.epoch()
                    && claim.where().equals(told.where());
            if (isSame) {
                return;
            }
            if (held > 0 && claim.isHeld() && claim.epoch() != held) {
                listener.accept(Claim.unknown("it was claimed anew"));
            }
            held = claim.isHeld() ? claim.epoch() : 0;
            told = claim;
            listener.accept(claim);
        }

        /** Another node may have it by now, or soon. */
        private synchronized void giveUp() {
            losses++;
            given = 0;
            if (held > 0) {
                LOG.warn("{} is given up here: {}", path, ALONE);
                held = 0;
                tell(Claim.unknown(ALONE), losses);
            }
        }
    }
}
