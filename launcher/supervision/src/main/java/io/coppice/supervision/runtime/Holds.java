package io.coppice.supervision.runtime;

import io.coppice.supervision.core.ChildEntry;
import io.coppice.supervision.core.ChildRef;
import io.coppice.supervision.core.ChildState;
import io.coppice.supervision.core.Core;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Hold;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The children of one supervisor whose messages wait while they are being restarted.
 *
 * <p>A hold begins at the instant of a crash, on the child's own thread, and not when the supervisor gets to it, so that no
 * message falls between. When the supervisor has decided, it goes by what its core says.
 */
final class Holds {

    private final SupervisorRuntime owner;
    private final Core core;
    /** By the id of the spec, whose instances share one. */
    private final ConcurrentMap<String, Held> helds = new ConcurrentHashMap<>();

    private final Set<Held> holding = ConcurrentHashMap.newKeySet();

    Holds(SupervisorRuntime owner, Core core) {
        this.owner = owner;
        this.core = core;
    }

    private static final class Held {
        /** The newest of the instances. */
        ChildSpec spec;

        HeldMessages.Waiting messages;
        final Set<ChildRef> up = new HashSet<>();
        /** Those that ended, which the core may not know yet. */
        final Set<ChildRef> left = new HashSet<>();

        Held(ChildSpec spec, HeldMessages.Waiting messages) {
            this.spec = spec;
            this.messages = messages;
        }
    }

    /** It is up; before the core knows. */
    void started(ChildSpec spec, ChildRef ref) {
        Hold hold = spec.extras().hold().orElse(null);
        Held held = helds.get(spec.id());
        if (held == null && hold != null) {
            held = new Held(spec, owner.system().heldMessages().of(owner, hold));
            helds.put(spec.id(), held);
        }
        if (held != null) {
            replace(held, spec, hold);
            synchronized (held) {
                held.up.add(ref);
            }
        }
    }

    /** Its spec may have been changed since the start before: nothing waits by the old one any more. */
    private void replace(Held held, ChildSpec spec, @Nullable Hold hold) {
        HeldMessages.Waiting before = held.messages;
        synchronized (held) {
            boolean isOther = !held.spec.extras().hold().equals(Optional.ofNullable(hold));
            held.spec = spec;
            if (!isOther) {
                return;
            }
            holding.remove(held);
            if (hold == null) {
                helds.remove(spec.id(), held);
            } else {
                held.messages = owner.system().heldMessages().of(owner, hold);
            }
        }
        before.release();
    }

    /** It has ended, and will be restarted for all that is known here; from any thread. */
    void left(ChildSpec spec, ChildRef ref, ExitReason reason) {
        Held held = helds.get(spec.id());
        if (held != null && spec.restart().restartsAfter(reason)) {
            synchronized (held) {
                held.left.add(ref);
                held.up.remove(ref);
                if (held.up.isEmpty()) {
                    holding.add(held);
                    held.messages.begin();
                }
            }
            owner.post(() -> follow(held));
        }
    }

    /** The core has decided something. */
    void follow() {
        holding.forEach(this::follow);
    }

    /** Its supervisor stops it. */
    void stops(ChildRef ref) {
        ChildEntry entry = helds.isEmpty() ? null : core.child(ref.id());
        Held held = entry == null ? null : helds.get(entry.spec().id());
        if (held != null) {
            synchronized (held) {
                held.up.remove(ref);
            }
            follow(held);
        }
    }

    /** It is down. */
    void gone(ChildSpec spec, ChildRef ref) {
        Held held = helds.get(spec.id());
        if (held != null) {
            synchronized (held) {
                held.up.remove(ref);
            }
            follow(held);
        }
    }

    /** The supervisor has ended. */
    void close() {
        helds.values().forEach(held -> held.messages.release());
        holding.forEach(held -> held.messages.release());
        helds.clear();
        holding.clear();
    }

    private void follow(Held held) {
        boolean isUp = false;
        boolean isToBeUp = false;
        boolean isKnown = false;
        HeldMessages.Waiting messages = held.messages;
        synchronized (held) {
            for (int i = 0; i < held.spec.instances(); i++) {
                String id = held.spec.instances() == 1 ? held.spec.id() : held.spec.id() + "#" + i;
                ChildEntry entry = core.child(id);
                if (entry != null) {
                    boolean runs = entry.state() == ChildState.RUNNING;
                    boolean hasLeft = runs && held.left.contains(entry.ref());
                    isKnown = true;
                    isToBeUp |= hasLeft || entry.isBeingRestarted();
                    isUp |= runs && !hasLeft && !entry.isBeingRestarted();
                }
            }
            held.left.removeIf(ref -> {
                ChildEntry entry = core.child(ref.id());
                return entry == null || !entry.ref().equals(ref) || entry.state() != ChildState.RUNNING;
            });
            if (isToBeUp && !isUp) {
                holding.add(held);
                held.messages.begin();
                return;
            }
            holding.remove(held);
            if (!isKnown) {
                helds.remove(held.spec.id(), held);
            }
            // Here, so that a crash from now on has its own hold, which this does not end.
            if (!messages.letGo()) {
                return;
            }
        }
        messages.drain();
    }
}
