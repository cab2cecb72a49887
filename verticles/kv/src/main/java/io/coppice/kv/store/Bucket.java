package io.coppice.kv.store;

import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bucket: a map of keys to values, both any bytes, with a version for each value and maybe a time to live.
 *
 * <p>All that is done to it is done in a {@link Turn}, on whatever thread; the methods that say so may be called there only.
 * It does not know the verticle that it belongs to but as its {@link BucketHome}.
 */
public final class Bucket extends Mailbox {

    private final byte[] name;
    /** The name's, as {@link Bytes} has it. */
    final int hash;

    private volatile BucketHome home;
    private final Events events;
    /** Null for a bucket whose entries die with it. */
    private final @Nullable Changes changes;

    /** The number of its last change in the journal, which alone uses it; in turns. */
    private long kept;

    private final Entries entries = new Entries();
    private long version;
    private volatile int size;
    private volatile boolean open = true;
    private volatile boolean dropped;

    /** Null while no entry has a time to live. */
    private @Nullable Mortals mortals;

    /** What the turn under way has done, as Redis would tell of it; null for nothing, or where nobody asks. */
    private Notification.@Nullable Event done;

    /** A bucket of which nobody is told. */
    public Bucket(String name, BucketHome home) {
        this(name, home, Events.NOBODYS);
    }

    public Bucket(String name, BucketHome home, Events events) {
        this(Bytes.of(name), home, events, null);
    }

    /** @param journal where its changes are kept; null for nowhere */
    public Bucket(Bytes name, BucketHome home, Events events, @Nullable Journal journal) {
        this.name = name.toArray();
        this.hash = name.hashCode();
        this.home = home;
        this.events = events;
        this.changes = journal == null ? null : new Changes(journal, this.name);
    }

    /** One that takes no turns itself, and holds them until there is one that does. */
    public static Bucket awaited(Bytes name, Journal journal) {
        Bucket none = new Bucket(name, new Nowhere(), Events.NOBODYS, journal);
        none.close();
        return none;
    }

    /** A bucket that does not exist: it refuses every turn. */
    public static Bucket absent(String name) {
        Bucket none = new Bucket(name, new Nowhere());
        none.close();
        return none;
    }

    // From any thread

    public String name() {
        return new String(name, StandardCharsets.UTF_8);
    }

    /** Its name, as the table is asked for it. */
    public Bytes key() {
        return Bytes.of(name);
    }

    /** Not to be changed. */
    public byte[] nameBytes() {
        return name;
    }

    /** Whether it takes turns; false from its first failure on. */
    public boolean isOpen() {
        return open;
    }

    /** It takes no more turns. */
    public void close() {
        open = false;
    }

    /** It takes no more turns, as it is another node's now. */
    public void leave() {
        open = false;
        home.left();
    }

    /** How many entries it has, or had a moment ago. */
    public int size() {
        return size;
    }

    /**
     * Looks where a turn for this key will look, from any thread, and finds nothing out by it: so that what the turn needs is on
     * its way from memory when it comes.
     */
    public int glance(Bytes key) {
        return entries.glance(key);
    }

    /** The same before it is known to be the right bucket. */
    int glance() {
        return name.length + entries.glance();
    }

    @Override
    void execute(Runnable task) {
        home.execute(task);
    }

    /** Where its changes are kept; null for nowhere. */
    public @Nullable Journal journal() {
        return changes == null ? null : changes.journal;
    }

    /** Whether it was dropped, so that nothing of it is kept. */
    public boolean isDropped() {
        return dropped;
    }

    /** Whether there may be another one of its name soon, so that a turn for it is held. */
    public boolean isAwaited() {
        return changes != null && !open && !dropped;
    }

    /** From now on it lives there; in a turn. */
    public void moveTo(BucketHome newHome) {
        home = newHome;
        if (mortals != null) {
            mortals.wakeAnew(newHome);
        }
    }

    @Override
    boolean carryOut(Turn turn) {
        if (changes != null) {
            return carryOutAndKeep(turn, changes);
        }
        if (open) {
            have(turn);
        } else {
            turn.refused(false);
        }
        return true;
    }

    private boolean carryOutAndKeep(Turn turn, Changes made) {
        if (isAwaited()) {
            return made.journal.hold(this, turn);
        }
        if (made.journal.isFull()) {
            turn.unsettled(false);
            return true;
        }
        if (dropped) {
            turn.refused(false);
        } else if (!have(turn)) {
            // What it has done until it crashed, it has done to this object alone.
            made.take();
            return true;
        }
        return made.journal.settle(this, made.take(), turn);
    }

    /** False when the bucket has crashed in it. */
    private boolean have(Turn turn) {
        try {
            if (mortals != null) {
                expire();
                notifyOfTurn();
            }
            turn.take();
            notifyOfTurn();
        } catch (Throwable cause) {
            open = false;
            turn.refused(true);
            home.crashed(cause);
            return false;
        }
        return true;
    }

    // In a turn

    /** For its journal: the number of its last change there. */
    public long kept() {
        return kept;
    }

    public void kept(long number) {
        kept = number;
    }

    /** It begins to exist. */
    public void begin() {
        if (changes != null) {
            changes.create();
        }
    }

    /** It ceases to exist, with all that is kept of it; takes no more turns. */
    public void drop() {
        if (changes != null) {
            changes.drop();
            dropped = true;
        }
        open = false;
    }

    /** Takes over what was kept of it, before its first turn. */
    public void load(StoredMap stored) {
        long now = home.now();
        long wallClock = home.wallClock();
        for (StoredMap.Entry each : stored.entries()) {
            Entry entry = entries.add(Bytes.of(each.key()), Entry.apart(each.value()), each.version());
            if (each.expiresAt() != Write.NEVER) {
                setTime(entry, now + TimeUnit.MILLISECONDS.toNanos(each.expiresAt() - wallClock));
            }
        }
        version = stored.version();
        size = entries.size();
        if (mortals != null) {
            mortals.wake(home, now);
        }
    }

    public @Nullable Entry find(Bytes probe) {
        return entries.find(probe);
    }

    /**
     * Sets a value, without a time to live.
     *
     * @param value the bucket's own from now on
     */
    public Entry put(Bytes probe, byte[] value) {
        Entry entry = entries.find(probe);
        if (entry == null) {
            entry = entries.add(probe, value, ++version);
            size = entries.size();
        } else {
            setTime(entry, Entry.NEVER);
            entry.value(value);
            entry.version = ++version;
        }
        if (changes != null) {
            changes.put(entry, home);
        }
        if (events.isWatched()) {
            events.publish(new Change(Change.Kind.SET, key(), entry.key, entry.value()));
            done = Notification.Event.HSET;
        }
        return entry;
    }

    /** As {@link #put}, of a value that follows from the one before it, as Redis tells of that. */
    public Entry increment(Bytes probe, byte[] value) {
        Entry entry = put(probe, value);
        if (done != null) {
            done = Notification.Event.HINCRBY;
        }
        return entry;
    }

    /** False when the key was not there. */
    public boolean delete(Bytes probe) {
        Entry entry = entries.find(probe);
        if (entry == null) {
            return false;
        }
        remove(entry, Notification.Event.HDEL);
        return true;
    }

    /** Lets it end if it is empty: to be called where an empty bucket is one that does not exist. */
    public void vacateIfEmpty() {
        if (entries.size() == 0) {
            home.vacated();
        }
    }

    private void remove(Entry entry, Notification.Event event) {
        setTime(entry, Entry.NEVER);
        entries.remove(entry);
        size = entries.size();
        version++;
        if (changes != null) {
            changes.remove(entry, version);
        }
        if (events.isWatched()) {
            events.publish(Change.deleted(key(), entry.key));
            done = event;
        }
    }

    /** Once a turn, as Redis does it once a command. */
    private void notifyOfTurn() {
        Notification.Event event = done;
        if (event == null) {
            return;
        }
        done = null;
        Bytes key = key();
        events.publish(key, event);
        if (entries.size() == 0) {
            events.publish(key, Notification.Event.DEL);
        }
    }

    /** Visits all entries, in no order; the visitor must not change the bucket. */
    public void forEach(Consumer<Entry> visitor) {
        entries.forEach(visitor);
    }

    /** As {@link Entries#scan}. */
    public int scan(int cursor, int count, Consumer<Entry> visitor) {
        return entries.scan(cursor, count, visitor);
    }

    /** Lets an entry live for so many nanoseconds from now on; {@link Long#MAX_VALUE} for ever. */
    public void expireIn(Entry entry, long nanos) {
        long now = home.now();
        // A clock of nanoseconds has any origin: what would pass its end is as good as never.
        boolean endless = nanos == Long.MAX_VALUE || now + nanos < now || now + nanos == Entry.NEVER;
        setTime(entry, endless ? Entry.NEVER : now + nanos);
        if (changes != null) {
            changes.put(entry, home);
        }
        if (mortals != null) {
            mortals.wake(home, now);
        }
    }

    /** The nanoseconds that an entry has to live; {@link Long#MAX_VALUE} for one without a limit. */
    public long timeToLive(Entry entry) {
        return entry.expiresAt == Entry.NEVER ? Long.MAX_VALUE : Math.max(0, entry.expiresAt - home.now());
    }

    private void setTime(Entry entry, long expiresAt) {
        if (mortals != null && entry.expiresAt != Entry.NEVER) {
            mortals.remove(entry);
        }
        entry.expiresAt = expiresAt;
        if (expiresAt != Entry.NEVER) {
            if (mortals == null) {
                mortals = new Mortals();
            }
            mortals.add(entry);
        }
    }

    /** Removes what has outlived its time; each turn begins with it. */
    public void expire() {
        if (mortals == null) {
            return;
        }
        long now = home.now();
        while (!mortals.isEmpty() && mortals.first().expiresAt <= now) {
            remove(mortals.first(), Notification.Event.HEXPIRED);
        }
        if (mortals.isEmpty()) {
            mortals = null;
        } else {
            mortals.wake(home, now);
        }
    }
}
