package io.coppice.supervision.campaign;

import static io.coppice.supervision.campaign.Campaign.get;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;

/** The ways in which a child can end that is not asked to by its supervisor. */
enum Kill {
    /** Its sender learns of it at once. */
    THROW_IN_A_HANDLER(ExitReason.Kind.CRASHED) {
        @Override
        void carryOut(Campaign campaign, Child victim) {
            Throwable answer = get(campaign.vertx()
                    .eventBus()
                    .request(victim.path(), order("throw"))
                    .transform(result -> Future.succeededFuture(result.cause())));
            if (!(answer instanceof ReplyException reply) || reply.failureCode() != Supervision.CRASHED) {
                throw new AssertionError(victim.path() + " threw, and its sender got " + answer);
            }
        }
    },
    THROW_ON_ITS_CONTEXT(ExitReason.Kind.CRASHED) {
        @Override
        void carryOut(Campaign campaign, Child victim) {
            contextOf(victim).runOnContext(v -> {
                throw new Cell.Boom();
            });
        }
    },
    EXIT(ExitReason.Kind.CRASHED) {
        @Override
        void carryOut(Campaign campaign, Child victim) {
            victim.exit(ExitReason.crashed("the campaign wants it"));
        }
    },
    EXIT_KILLED(ExitReason.Kind.KILLED) {
        @Override
        void carryOut(Campaign campaign, Child victim) {
            victim.exit(ExitReason.KILLED);
        }
    },
    UNDEPLOY_BEHIND_ITS_SUPERVISOR(ExitReason.Kind.NORMAL) {
        @Override
        void carryOut(Campaign campaign, Child victim) {
            get(campaign.vertx().undeploy(contextOf(victim).deploymentID()));
        }
    },
    /** Its stop never ends, so it is killed when its time is over. */
    EXIT_WITHOUT_STOPPING(ExitReason.Kind.CRASHED) {
        @Override
        void carryOut(Campaign campaign, Child victim) {
            get(campaign.vertx().eventBus().request(victim.path(), order("resist")));
            EXIT.carryOut(campaign, victim);
        }
    },
    /** What waits behind the handler that holds the thread must be answered all the same. */
    EXIT_WHILE_ITS_HANDLER_HOLDS_THE_THREAD(ExitReason.Kind.KILLED) {
        @Override
        void carryOut(Campaign campaign, Child victim) {
            Hold hold = campaign.newHold(victim.path());
            campaign.vertx().eventBus().send(victim.path(), order("hold"));
            hold.awaitHeld();
            EXIT_KILLED.carryOut(campaign, victim);
            hold.release();
        }
    };

    private final ExitReason.Kind reason;

    Kill(ExitReason.Kind reason) {
        this.reason = reason;
    }

    /** The reason with which the child must end. */
    ExitReason.Kind reason() {
        return reason;
    }

    /** Kills it; it may take until later. */
    abstract void carryOut(Campaign campaign, Child victim);

    private static JsonObject order(String order) {
        return new JsonObject().put("order", order);
    }

    private static Context contextOf(Child child) {
        return child.context().orElseThrow();
    }
}
