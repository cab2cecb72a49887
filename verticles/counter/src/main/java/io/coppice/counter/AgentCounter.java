package io.coppice.counter;

import io.coppice.supervision.Agent;
import io.coppice.supervision.Agent.Step;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/**
 * A counter as an {@link Agent}: the state is the agent's, and this verticle only puts it on the event bus.
 *
 * <p>With the scope {@code cluster} all nodes reach it by its name; {@code "placement": "cluster"} of their supervisor says that they
 * have one between them. Its sibling {@code agents} must be a dynamic supervisor, under {@code one_for_all}: the agent ends with this verticle.
 */
public final class AgentCounter extends VerticleBase {

    @Override
    public Future<?> start() {
        CounterConfig config = CounterConfig.of(config());
        Supervision supervision = Supervision.of(vertx);
        Supervisor agents = supervision
                .supervisor(supervision.siblingPath("agents"))
                .orElseThrow(() -> new IllegalStateException("it needs a sibling \"agents\", a dynamic supervisor"));
        return Agent.start(vertx, agents, config.name(), config::initial)
                .onSuccess(agent -> config.consume(
                        vertx,
                        message -> Action.of(message).ifPresent(action -> answer(message, handle(action, agent)))));
    }

    private static Future<Long> handle(Action action, Agent<Long> agent) {
        return switch (action) {
            case INC -> agent.getAndUpdate(n -> new Step<>(n + 1, n + 1));
            case DEC -> agent.getAndUpdate(n -> new Step<>(n - 1, n - 1));
            case VAL -> agent.get(n -> n);
            case RESET -> agent.update(n -> 0L).map(0L);
            case STOP -> agent.get(n -> n).compose(last -> agent.stop().map(last));
            case CRASH ->
                agent.get(n -> {
                    throw new IllegalStateException("boom");
                });
        };
    }

    private static void answer(Message<?> message, Future<Long> value) {
        value.onSuccess(n -> message.reply(new JsonObject().put("value", n))).onFailure(cause -> {
            // Where the agent is being restarted, nothing was done.
            boolean undone = cause instanceof SupervisionException;
            message.fail(undone ? Supervision.NOT_HANDLED : Supervision.CRASHED, cause.toString());
        });
    }
}
