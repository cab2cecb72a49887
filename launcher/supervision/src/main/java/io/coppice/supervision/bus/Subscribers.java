package io.coppice.supervision.bus;

import io.coppice.supervision.Child;
import io.coppice.supervision.runtime.Ends;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The addresses that have subscribed to a service; used on the context of the service, which makes it. */
final class Subscribers {

    /** So many there may be; more are refused. */
    static final int MOST = 1_000;

    private static final Logger LOG = System.getLogger(Subscribers.class.getName());

    private record Subscription(Subscriber subscriber, Runnable noLongerWatched) {}

    private final Vertx vertx;
    private final Context context;
    private final String service;
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();

    /**
     * None yet.
     *
     * @param service the address of the service, for reports
     */
    Subscribers(Vertx vertx, String service) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.service = service;
    }

    /**
     * Adds an address, in the place of what subscribed with it before.
     *
     * @param owner with whose end the subscription goes; null for nobody
     */
    void add(String address, @Nullable Child owner) {
        if (subscriptions.size() >= MOST && !subscriptions.containsKey(address)) {
            throw Fields.overloaded(service + " has " + MOST + " subscribers already");
        }
        remove(address);
        Subscriber subscriber = new Subscriber(vertx, address, () -> {
            LOG.log(Level.WARNING, service + ": " + Subscriber.nobody(address));
            remove(address);
        });
        Runnable noLongerWatched = owner == null ? () -> {} : Ends.listen(owner, end -> later(address, subscriber));
        subscriptions.put(address, new Subscription(subscriber, noLongerWatched));
    }

    /** Its owner has ended. */
    private void later(String address, Subscriber subscriber) {
        try {
            context.runOnContext(v -> {
                Subscription present = subscriptions.get(address);
                if (present != null && present.subscriber() == subscriber) {
                    remove(address);
                }
            });
        } catch (RejectedExecutionException closed) {
            // The service is gone, and all subscriptions with it.
        }
    }

    /** False when there was none. */
    boolean remove(String address) {
        Subscription gone = subscriptions.remove(address);
        if (gone == null) {
            return false;
        }
        gone.noLongerWatched().run();
        gone.subscriber().close();
        return true;
    }

    void tell(JsonObject event) {
        for (Subscription subscription : List.copyOf(subscriptions.values())) {
            subscription.subscriber().offer(event.copy());
        }
    }

    /** Ends all, with one last message to each that says so. */
    void close(JsonObject last) {
        for (String address : List.copyOf(subscriptions.keySet())) {
            remove(address);
            Messages.send(vertx, address, last.copy());
        }
    }
}
