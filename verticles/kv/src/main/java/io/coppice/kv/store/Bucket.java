package io.coppice.kv.store;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bucket: a map of keys to values, both any bytes, with a version for each value and maybe a time to live.
 *
 * <p>All that is done to it is done in a {@link Turn}, on whatever thread; the methods that say so may be called there only.
 * It does not know the verticle that it belongs to but as its {@link Home}.
 */
public final class Bucket extends Mailbox {

    /** Where it lives: its verticle. */
    public interface Home {

        /** Runs a task on the bucket's own thread. */
        void execute(Runnable task);

        /** Nanoseconds of a monotonic clock. */
        long now();

        /** Calls {@link Bucket#expire} in a turn after so many nanoseconds; a later call replaces an earlier one. */
        void wakeIn(long nanos);

        /** The last of its entries was removed by somebody for whom an empty bucket does not exist. */
        void vacated();

        /** The bucket has crashed. */
        void crashed(Throwable cause);
    }

    private static final class Nowhere implements Home {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public long now() {
            return 0;
        }

        @Override
        public void wakeIn(long nanos) {}

        @Override
        public void vacated() {}

        @Override
        public void crashed(Throwable cause) {}
    }

    private final byte[] name;
    /** The name's, as {@link Bytes} has it. */
    final int hash;

    private final Home home;
    private final Events events;
    private final Entries entries = new Entries();
    private long version;
    private volatile int size;
    private volatile boolean open = true;

    /** Null while no entry has a time to live. */
    private @Nullable Mortals mortals;

    /** What the turn under way has done, as Redis would tell of it; null for nothing, or where nobody asks. */
    private Notification.@Nullable Event done;

    /** A bucket of which nobody is told. */
    public Bucket(String name, Home home) {
        this(name, home, Events.NOBODYS);
    }

    public Bucket(String name, Home home, Events events) {
        Bytes bytes = Bytes.of(name);
        this.name = bytes.toArray();
        this.hash = bytes.hashCode();
        this.home = home;
        this.events = events;
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

    @Override
    void carryOut(Turn turn) {
        if (!open) {
            turn.refused(false);
            return;
        }
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
        }
    }

    // In a turn

    public @Nullable Entry find(Bytes probe) {
        return entries.find(probe);
    }

    /** Sets a value, without a time to live. */
    public Entry put(Bytes probe, byte[] value) {
        Entry entry = entries.find(probe);
        if (entry == null) {
            entry = entries.add(probe, value, ++version);
            size = entries.size();
        } else {
            setTime(entry, Entry.NEVER);
            entry.value = value;
            entry.version = ++version;
        }
        if (events.isWatched()) {
            events.publish(new Change(Change.Kind.SET, key(), entry.key, value));
            done = Notification.Event.HSET;
        }
        return entry;
    }

    /** Sets a value that follows from the one before it, as Redis tells of that. */
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
