package io.coppice.host.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
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
import java.util.concurrent.Executors;
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
 * The claims of one node, each an entry of a map of Hazelcast that is only ever replaced as a whole, by whoever knows what was
 * there before.
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
    /** So often somebody else may come first. */
    private static final int MOST_ATTEMPTS = 100;

    private static final String ALONE = "this node is not in touch with a majority";

    private final HazelcastInstance hazelcast;
    private final int majority;
    private final Candidate self;
    private final IMap<String, String> map;
    /** Asks the cluster, and blocks. */
    private final ScheduledExecutorService worker = executor("coppice-claims");
    /** Never blocks, so that a loss of contact is seen in time. */
    private final ScheduledExecutorService watch = executor("coppice-contact");

    private final Beats beats;
    private final ConcurrentMap<String, List<Place>> places = new ConcurrentHashMap<>();
    /** The paths of claims that are still to be handed over. */
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();

    HazelcastClaims(HazelcastInstance hazelcast, int majority) {
        this.hazelcast = hazelcast;
        this.majority = majority;
        Member member = hazelcast.getCluster().getLocalMember();
        this.self = new Candidate(processOf(member), HazelcastCluster.nameOf(member));
        this.map = hazelcast.getMap(HazelcastSettings.CLAIMS);
        this.beats = new Beats(hazelcast, self.process(), majority, watch);
    }

    void start() {
        beats.start();
        map.addEntryListener(this, true);
        every(worker, PERIOD, this::ask);
        every(watch, WATCH_PERIOD, this::giveUpIfAlone);
    }

    private static ScheduledExecutorService executor(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void every(ScheduledExecutorService executor, Duration period, Runnable task) {
        var unused = executor.scheduleWithFixedDelay(task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String processOf(Member member) {
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
            all().forEach(Place::giveUp);
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
                change(path, claim -> claim.left(self));
                leaving.remove(path);
            }
        } catch (RuntimeException e) {
            LOG.warn("the claim to {} is not handed over yet: {}", path, e.toString());
        }
    }

    private void giveUpIfAlone() {
        if (!beats.isFresh()) {
            all().forEach(Place::giveUp);
        }
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
        return hazelcast.getCluster().getMembers().stream()
                .map(HazelcastClaims::processOf)
                .collect(Collectors.toSet());
    }

    private long now() {
        return hazelcast.getCluster().getClusterTime();
    }

    /** Compares and sets, until nobody has come between. It blocks. */
    private SharedClaim change(String path, UnaryOperator<SharedClaim> change) {
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            String before = map.get(path);
            SharedClaim next = change.apply(ClaimJson.decode(before));
            String text = ClaimJson.encode(next);
            boolean isKept = text.equals(before)
                    || (before == null ? map.putIfAbsent(path, text) == null : map.replace(path, before, text));
            if (isKept) {
                return next;
            }
        }
        throw new IllegalStateException("the claim to " + path + " changes all the time");
    }

    /** This node's place in the line for one child. */
    private final class Place implements Candidacy {

        private final String path;
        private final Consumer<Claim> listener;
        // Guarded by this:
        private long held;
        private boolean isLeft;
        private @Nullable Claim told;
        /** How often it gave the claim up: what was asked before counts no more. */
        private int losses;

        Place(String path, Consumer<Claim> listener) {
            this.path = path;
            this.listener = listener;
        }

        private void ask() {
            if (!beats.isFresh()) {
                tell(Claim.unknown(ALONE), losses());
                return;
            }
            var unused = isDone(claim -> claim.asked(self, held(), present(), now()));
        }

        @Override
        public void restarted() {
            untilDone(claim -> claim.restarted(self, held(), now()));
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
                SharedClaim next = change(path, claim -> isOver() ? claim : change.apply(claim));
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
            if (held > 0) {
                LOG.warn("{} is given up here: {}", path, ALONE);
                held = 0;
                tell(Claim.unknown(ALONE), losses);
            }
        }
    }
}
