package io.coppice.supervision;

import io.coppice.supervision.nodes.Directory;
import io.coppice.supervision.nodes.NameChange;
import io.coppice.supervision.nodes.NameGateway;
import io.coppice.supervision.nodes.NameKey;
import io.coppice.supervision.nodes.NamedChild;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.runtime.Ends;
import io.coppice.supervision.runtime.VertxInternals;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A registry of all nodes of a cluster: what Erlang's {@code :global} and Elixir's {@code Horde.Registry} are. Without a cluster it
 * is this node's.
 *
 * <pre>{@code
 * ClusterRegistry books = ClusterRegistry.ofUniqueKeys(vertx, "books");
 * books.register("alice", "", self, "book.alice");          // in the server of alice's book
 * books.request("alice", new JsonObject(), options);        // on any node
 * }</pre>
 *
 * <p>Registries of one name are one, on whichever node. Entries vanish with their owner, and with its node. Look-ups read a table of
 * this node, without a lock and without a message; it follows the others within milliseconds, so who finds nobody may still be
 * refused when it registers. To register takes one round trip to the node that decides on the name.
 *
 * <p>A unique key has one owner in the cluster. On the smaller side of a split nobody can register; a child there that has a unique
 * key ends when its node has been out of touch with a majority for longer than it may, before another gets the key. Where two have
 * it all the same when the sides meet, the one whom the majority has stays, and the other ends. Both end with {@code shutdown},
 * and a text that says why.
 *
 * <p>All methods may be called on any thread; futures are completed on the caller's context.
 */
public final class ClusterRegistry {

    /** So many registrations of one node in one registry may wait for the cluster; more are refused. */
    public static final int MOST_WAITING = 10_000;

    /**
     * Who is registered under a key.
     *
     * @param node the name of its node
     * @param path of the child, there
     * @param value what it is registered with
     */
    public record Entry(String node, String path, String value) {}

    /**
     * What a listener is told, after the table of this node has changed.
     *
     * @param registered whether the entry came, or went
     */
    public record Change(boolean registered, String key, Entry entry) {}

    private static final String MAP = "coppice.registries.cluster";

    private static final AtomicLong IDS = new AtomicLong();

    /** Lets Vert.x keep one, so that all who name a registry on one node have the same. */
    private record Shared(ClusterRegistry registry) implements Shareable {}

    private final Vertx vertx;
    private final String name;
    private final String prefix;
    private final boolean isUnique;
    private final Directory directory;
    private final Registrations registrations;
    private final AtomicInteger waiting = new AtomicInteger();

    private ClusterRegistry(Vertx vertx, String name, boolean isUnique) {
        this.vertx = vertx;
        this.name = name;
        this.prefix = NameKey.prefix(name, isUnique);
        this.isUnique = isUnique;
        this.directory = Directory.of(vertx);
        this.registrations = new Registrations(directory::drop);
    }

    /** The registry of this name in which a key has one entry. */
    public static ClusterRegistry ofUniqueKeys(Vertx vertx, String name) {
        return of(vertx, name, true);
    }

    /** The registry of this name in which a key has any number of entries, also of the same owner. */
    public static ClusterRegistry ofDuplicateKeys(Vertx vertx, String name) {
        return of(vertx, name, false);
    }

    private static ClusterRegistry of(Vertx vertx, String name, boolean isUnique) {
        return vertx.sharedData()
                .<String, Shared>getLocalMap(MAP)
                .computeIfAbsent(
                        NameKey.prefix(name, isUnique),
                        prefix -> new Shared(new ClusterRegistry(vertx, name, isUnique)))
                .registry();
    }

    /** {@link #register(String, String, Child, String)} of one that takes no messages by its key. */
    public Future<Optional<Entry>> register(String key, String value, Child owner) {
        return register(key, value, owner, "");
    }

    /**
     * Registers a child of this node under a key.
     *
     * @param address where it takes messages on this node, for {@link #request} and {@link #send}
     * @return empty when it is registered; else who has the unique key already, maybe the child itself. Fails with
     *     {@link IllegalStateException} when the child has ended, and with {@link SupervisionException} where no majority of the
     *     cluster answers ({@code NO_MAJORITY}) or {@value #MOST_WAITING} wait already ({@code OVERLOADED}); then it is
     *     not registered
     */
    public Future<Optional<Entry>> register(String key, String value, Child owner, String address) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            String why = MOST_WAITING + " registrations wait for the cluster already";
            return Future.failedFuture(new SupervisionException(Refusal.OVERLOADED, why, null));
        }
        NamedChild child = new NamedChild(
                directory.process(), Nodes.of(vertx).self(), IDS.incrementAndGet(), owner.path(), address, value);
        String place = NameKey.of(prefix + key, child);
        Promise<Optional<Entry>> answer = VertxInternals.promiseOnContext(vertx);
        directory
                .keep(place, child, why -> lost(key, owner, place, child, why))
                .compose(holder -> holder.isSame(child)
                        ? held(owner, place, child)
                        : Future.succeededFuture(Optional.of(entry(holder))))
                .onComplete(done -> {
                    waiting.decrementAndGet();
                    VertxInternals.tell(answer, done);
                });
        return answer.future();
    }

    /**
     * Registers a child in its own start; where another has the unique key, or no majority agrees, that ends with {@link Ignore}: the
     * child is not to run here now, and to start it again would be no better.
     */
    public Future<Void> registerOrIgnore(String key, Child owner, String address) {
        return register(key, "", owner, address)
                .recover(cause -> Future.failedFuture(
                        cause instanceof SupervisionException ? new Ignore(String.valueOf(cause.getMessage())) : cause))
                .compose(holder -> holder.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new Ignore(
                                key + " is registered by " + holder.get().path() + " on node "
                                        + holder.get().node())));
    }

    private Future<Optional<Entry>> held(Child owner, String place, NamedChild child) {
        if (registrations.add(owner, place, child)) {
            return Future.succeededFuture(Optional.empty());
        }
        directory.drop(place, child);
        return Future.failedFuture(new IllegalStateException(owner.path() + " has ended, and cannot be registered"));
    }

    private void lost(String key, Child owner, String place, NamedChild child, String why) {
        registrations.remove(owner, place, child);
        owner.exit(ExitReason.shutdown("it lost the key \"" + key + "\" of the registry " + name + ": " + why));
    }

    /** Takes away all entries that a child of this node has under the key: here at once, on other nodes soon. */
    public void unregister(String key, Child owner) {
        registrations.unregister(owner, prefix + key);
    }

    /** The entries under a key; at most one where keys are unique. */
    public List<Entry> lookup(String key) {
        return directory.table().find(prefix + key).stream()
                .map(ClusterRegistry::entry)
                .toList();
    }

    /**
     * Who has a unique key; empty for nobody.
     *
     * @throws IllegalStateException where keys are not unique
     */
    public Optional<Entry> whereis(String key) {
        return holder(key).map(ClusterRegistry::entry);
    }

    /** Whether the owner of a unique key is on another node. */
    public boolean isElsewhere(String key) {
        return holder(key)
                .filter(child -> !child.process().equals(directory.process()))
                .isPresent();
    }

    private Optional<NamedChild> holder(String key) {
        if (!isUnique) {
            throw new IllegalStateException("this is for registries of unique keys; " + name + " has duplicate keys");
        }
        return directory.table().find(prefix + key).stream().findFirst();
    }

    /** The keys of a child of this node; one under which it has several entries comes as often. */
    public List<String> keys(Child owner) {
        return registrations.names(owner).stream().map(this::keyOf).toList();
    }

    /** How many entries the children of this node have. */
    public int registered() {
        return registrations.size();
    }

    /** How many entries there are; it looks at all names. */
    public long count() {
        AtomicLong count = new AtomicLong();
        directory.table().forEach(prefix, (found, child) -> count.incrementAndGet());
        return count.get();
    }

    /**
     * Sends a request to the owner of a unique key, on whichever node it is, at the address with which it is registered.
     *
     * @return its answer. Fails with a {@link ReplyException}: of the type {@code NO_HANDLERS} or with the code
     *     {@link Supervision#NOT_HANDLED} where nothing was done, so that it may be sent again; {@code TIMEOUT} where nobody knows,
     *     also at once when the owner's node is gone; and otherwise as the owner answered
     */
    public <T extends @Nullable Object> Future<Message<T>> request(
            String key, @Nullable Object body, DeliveryOptions options) {
        Optional<NamedChild> holder = holder(key);
        return holder.isPresent()
                ? NameGateway.request(vertx, prefix + key, holder.get(), body, options)
                : Future.failedFuture(NameGateway.nobody("nobody has the key \"" + key + "\" of the registry " + name));
    }

    /** Sends a message to everybody under a key who takes messages; nobody is told whether it got there. */
    public void send(String key, @Nullable Object body, DeliveryOptions options) {
        for (NamedChild child : directory.table().find(prefix + key)) {
            if (!child.address().isEmpty()) {
                NameGateway.send(vertx, prefix + key, child, body, options);
            }
        }
    }

    /**
     * Adds a listener, which is called on the context of the caller with every change from now on, those of one entry in their
     * order. Where a supervised verticle calls this, the listener goes with that verticle.
     *
     * @return removes the listener
     */
    public Runnable listen(Consumer<Change> handler) {
        Context context = vertx.getOrCreateContext();
        Runnable removal = directory.table().listen(change -> tell(context, handler, change));
        return Supervision.of(vertx)
                .self()
                .map(self -> {
                    Runnable noLongerWatched = Ends.listen(self, end -> removal.run());
                    return (Runnable) () -> {
                        removal.run();
                        noLongerWatched.run();
                    };
                })
                .orElse(removal);
    }

    private void tell(Context context, Consumer<Change> handler, NameChange change) {
        if (change.name().startsWith(prefix)) {
            Change told = new Change(change.registered(), keyOf(change.name()), entry(change.child()));
            try {
                context.runOnContext(v -> handler.accept(told));
            } catch (RejectedExecutionException closed) {
                // Vert.x is closed, or its verticle is gone: nobody is there to be told.
            }
        }
    }

    private String keyOf(String found) {
        return found.substring(prefix.length());
    }

    private static Entry entry(NamedChild child) {
        return new Entry(child.node(), child.path(), child.value());
    }
}
