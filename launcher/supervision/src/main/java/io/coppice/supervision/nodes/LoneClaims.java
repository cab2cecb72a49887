package io.coppice.supervision.nodes;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The claims of a node outside of any cluster, which has all of them. */
final class LoneClaims implements Claims {

    private static final AtomicLong EPOCHS = new AtomicLong();

    private final String node;

    LoneClaims(String node) {
        this.node = node;
    }

    @Override
    public Candidacy stand(String path, Consumer<Claim> listener) {
        listener.accept(next());
        return new Candidacy() {
            @Override
            public void restarted() {}

            @Override
            public void rest(String why) {}

            @Override
            public void resume() {
                listener.accept(next());
            }

            @Override
            public void leave() {}
        };
    }

    /** Larger than those before, also in an earlier process. */
    private Claim next() {
        long epoch = EPOCHS.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
        return new Claim(true, epoch, node, "", 0, List.of());
    }
}
