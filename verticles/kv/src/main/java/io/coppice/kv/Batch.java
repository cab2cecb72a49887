package io.coppice.kv;

import io.coppice.supervision.Loop;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The commands that are carried out together: grouped by the event loop on which their buckets live, each group handed
 * over in one hop, none at all for the connection's own.
 *
 * <p>Commands for one bucket are in one group, so their order is kept.
 */
final class Batch {

    private final Context context;
    private final Loop ownLoop;
    private final Runnable whenAnswered;
    private final List<Request> requests = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private int size;

    /** @param whenAnswered called on the context, maybe before {@link #execute} returns, when all answers are there */
    Batch(Context context, Runnable whenAnswered) {
        this.context = context;
        this.ownLoop = Loop.of(context);
        this.whenAnswered = whenAnswered;
    }

    int size() {
        return size;
    }

    Request get(int index) {
        return requests.get(index);
    }

    void clear() {
        size = 0;
    }

    /** The request that {@link #add} adds. */
    Request next() {
        if (size == requests.size()) {
            requests.add(new Request());
        }
        return requests.get(size);
    }

    void add() {
        size++;
    }

    void execute() {
        int used = 0;
        boolean own = false;
        for (int i = 0; i < size; i++) {
            Request request = requests.get(i);
            Loop loop = request.loop();
            if (loop == null) {
                continue;
            }
            if (loop.equals(ownLoop)) {
                own = true;
            } else {
                Group group = find(loop, used);
                if (group == null) {
                    group = unused(used++, loop);
                }
                group.members.add(request);
            }
        }
        open.set(used + 1);
        for (int i = 0; i < used; i++) {
            Group group = groups.get(i);
            group.loop.execute(group);
        }
        if (own) {
            for (int i = 0; i < size; i++) {
                Request request = requests.get(i);
                if (ownLoop.equals(request.loop())) {
                    request.execute();
                }
            }
        }
        if (open.decrementAndGet() == 0) {
            whenAnswered.run();
        }
    }

    private @Nullable Group find(Loop loop, int used) {
        for (int i = 0; i < used; i++) {
            if (groups.get(i).loop.equals(loop)) {
                return groups.get(i);
            }
        }
        return null;
    }

    private Group unused(int index, Loop loop) {
        if (index == groups.size()) {
            groups.add(new Group(loop));
        }
        Group group = groups.get(index);
        group.loop = loop;
        return group;
    }

    /** The requests for the buckets of one other event loop. */
    private final class Group implements Runnable {

        private final List<Request> members = new ArrayList<>();
        private Loop loop;

        Group(Loop loop) {
            this.loop = loop;
        }

        /** On that event loop. */
        @Override
        public void run() {
            for (int i = 0; i < members.size(); i++) {
                members.get(i).execute();
            }
            members.clear();
            if (open.decrementAndGet() == 0) {
                ownLoop.execute(() -> Loop.dispatch(context, whenAnswered));
            }
        }
    }
}
