package io.coppice.host.metrics;

import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.spec.EventKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** How many events of each kind there were in a node's tree. */
public final class EventCounts implements Consumer<SupervisionEvent> {

    private final Map<EventKind, LongAdder> counts = new EnumMap<>(EventKind.class);

    public EventCounts() {
        for (EventKind kind : EventKind.values()) {
            counts.put(kind, new LongAdder());
        }
    }

    @Override
    public void accept(SupervisionEvent event) {
        of(event.kind()).increment();
    }

    LongAdder of(EventKind kind) {
        LongAdder count = counts.get(kind);
        if (count == null) {
            throw new IllegalStateException("no count of " + kind);
        }
        return count;
    }
}
