package io.coppice.bench.supervision;

import io.coppice.supervision.Agent;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** Updates of an agent, each followed by a get, a second, for many callers. */
public final class AgentCalls {

    private static final int CALLERS = 64;

    private AgentCalls() {}

    /** Argument: the seconds; as many before them are not counted. Prints pairs of calls a second. */
    public static void main(String[] args) throws Exception {
        // One loop for each of the two.
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        Agent<Long> agent = Agent.of(vertx, "agent", () -> 0L);
        Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, agent.spec()))
                .await();
        Context served =
                Supervision.of(vertx).child("/agent").orElseThrow().context().orElseThrow();
        Caller.measure(
                vertx,
                served,
                () -> agent.update(n -> n + 1).compose(done -> agent.get(n -> n)),
                CALLERS,
                Integer.parseInt(args[0]));
        System.exit(0);
    }
}
