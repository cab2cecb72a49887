package io.coppice.kv.tcp;

import io.coppice.kv.route.Answers;
import io.coppice.kv.route.HopMessage;
import io.coppice.kv.route.Parcel;
import io.coppice.kv.route.Route;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.Budget;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/**
 * Commands of a client of another node, carried out here as its connection would; used on one context.
 *
 * <p>Some at a time, so that not all answers are there at once: when they are as large as {@value #ENOUGH} bytes, the rest is left
 * to be sent again.
 */
public final class Errand {

    static final int AT_A_TIME = 32;
    static final int ENOUGH = 1024 * 1024;

    private final Route route;
    private final Protocol protocol;
    private final Batch batch;
    private final Answers answers = new Answers();
    private final Output out = new Output();
    private final Budget.Share share;
    private final Promise<Buffer> done = Promise.promise();
    private int left;
    /** Whether something has to be performed alone, behind the batch. */
    private boolean alone;

    /** Whether a command was not carried out as its bucket moves: then none behind it is, that they come again in their order. */
    private boolean circles;

    private int written;
    private boolean stepping;
    private boolean again;

    private Errand(Context context, Route route, Protocol protocol, HopMessage message, Budget budget) {
        this.route = route;
        this.protocol = protocol;
        this.batch = new Batch(context, route, () -> guarded(() -> writeFrom(written)));
        this.left = message.count();
        this.share = budget.share();
        protocol.append(message.commands());
    }

    /**
     * The {@link Answers} to the first commands of the message, at least to one; to be called on the context.
     *
     * @param protocol in which nothing was read yet
     * @param budget of what may wait for all clients together, here for those of other nodes
     */
    public static Future<Buffer> run(
            Context context, Route route, Protocol protocol, HopMessage message, Budget budget) {
        Errand errand = new Errand(context, route, protocol, message, budget);
        errand.guarded(errand::goOn);
        return errand.done.future().onComplete(done -> errand.share.hold(0));
    }

    private void goOn() {
        again = true;
        if (stepping) {
            // What was waited for came at once: no deeper for each.
            return;
        }
        stepping = true;
        try {
            while (again) {
                again = false;
                if (left == 0 || circles || answers.size() >= ENOUGH) {
                    done.tryComplete(answers.toBuffer());
                } else {
                    nextBatch();
                    batch.execute();
                }
            }
        } finally {
            stepping = false;
        }
    }

    private void nextBatch() {
        batch.begin();
        written = 0;
        alone = false;
        while (left > 0 && batch.size() < AT_A_TIME) {
            Protocol.Next next = protocol.next(batch.next());
            if (next == Protocol.Next.NOTHING) {
                throw new IllegalArgumentException("there are fewer commands than the message says");
            }
            left--;
            if (next == Protocol.Next.ALONE) {
                alone = true;
                return;
            }
            batch.add();
            if (next != Protocol.Next.COMMAND) {
                return;
            }
        }
    }

    private void writeFrom(int first) {
        for (int i = first; i < batch.size(); i++) {
            Request request = batch.get(i);
            Bucket gone = request.bucket();
            if (gone != null && request.wantsBucket()) {
                revive(i, request, gone);
                return;
            }
            Parcel parcel = request.parcel();
            String circle = parcel == null ? null : parcel.circle();
            if (circle != null) {
                answers.addCircle(circle);
                circles |= route.isMoving();
            } else {
                request.writeTo(out);
                addAnswer();
            }
        }
        if (alone && !circles) {
            protocol.perform(out)
                    .onComplete(performed -> guarded(() -> {
                        addAnswer();
                        goOn();
                    }));
        } else {
            goOn();
        }
    }

    private void addAnswer() {
        byte[] answer = out.toArray();
        out.clear();
        if (share.hold(answers.size() + (long) answer.length) && share.isTooMuch()) {
            answer = protocol.error("too many bytes wait for all clients together");
        }
        answers.add(answer);
    }

    /** As a connection does. */
    private void revive(int first, Request request, Bucket gone) {
        protocol.revive(gone)
                .onComplete(revived -> guarded(() -> {
                    written = first;
                    if (revived.succeeded()) {
                        batch.executeAgain(first, gone, revived.result());
                    } else {
                        request.answered(
                                protocol.error(String.valueOf(revived.cause().getMessage())));
                        writeFrom(first);
                    }
                }));
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            done.tryFail(e);
        }
    }
}
