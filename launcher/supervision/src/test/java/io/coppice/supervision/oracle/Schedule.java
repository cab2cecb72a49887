package io.coppice.supervision.oracle;

import io.coppice.supervision.oracle.Message.End;
import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A supervisor, its children, and all that happens to them; {@link #toString} is the Erlang term that the other side reads.
 *
 * @param now the seconds on the clock when it starts
 * @param period the length of the window in seconds
 * @param lives what each child does, by id; also of those that are not there from the start
 */
record Schedule(
        int now,
        RestartStrategy strategy,
        int intensity,
        int period,
        AutoShutdown autoShutdown,
        List<Kid> kids,
        Map<String, Life> lives,
        List<Step> steps) {

    /** A child's spec but for its shutdown, which goes with what it does when it is asked to stop. */
    record Kid(String id, RestartType restart, boolean significant) {
        @Override
        public String toString() {
            return "{" + id + "," + restart.word() + "," + significant + "}";
        }
    }

    /**
     * What one child does; its n-th start follows the n-th plan, and after the last comes the first again. What arrives by a
     * plan does so the first time only, or a life could go on for ever.
     */
    record Life(Shutdown shutdown, List<Plan> plans) {

        Plan plan(int attempt) {
            Plan plan = plans.get((attempt - 1) % plans.size());
            return attempt <= plans.size()
                    ? plan
                    : new Plan(List.of(), plan.outcome(), plan.dies(), List.of(), plan.stop());
        }

        @Override
        public String toString() {
            return "{" + shutdown + "," + list(plans) + "}";
        }
    }

    /** How a start ends. */
    enum Outcome {
        OK,
        ERROR,
        IGNORE
    }

    /**
     * One start of a child, and what it does when it is asked to stop.
     *
     * @param whileStarting arrives at the supervisor during the start
     * @param dies how it ends as soon as it is up; null where it lives
     * @param whileStopping arrives at the supervisor during the stop
     * @param stop how it ends when it is asked to; null where it does not until it is killed
     */
    record Plan(
            List<Message> whileStarting,
            Outcome outcome,
            @Nullable End dies,
            List<Message> whileStopping,
            @Nullable End stop) {

        @Override
        public String toString() {
            String start = dies != null
                    ? "{dies," + dies + "}"
                    : switch (outcome) {
                        case OK -> "ok";
                        case ERROR -> "error";
                        case IGNORE -> "ignore";
                    };
            String end = stop == null ? "ignores" : stop.toString();
            return "{" + list(whileStarting) + "," + start + "," + list(whileStopping) + "," + end + "}";
        }
    }

    /** When messages arrive. */
    enum When {
        /** One, when the supervisor has nothing to do. */
        NOW,
        /** All, while the supervisor is held by the start of another child. */
        HELD,
        /** All, behind the order to stop. */
        STOP
    }

    /** One or more messages. */
    record Step(When when, List<Message> messages) {
        @Override
        public String toString() {
            return switch (when) {
                case NOW -> "{now," + messages.get(0) + "}";
                case HELD -> "{held," + list(messages) + "}";
                case STOP -> "{stop," + list(messages) + "}";
            };
        }
    }

    Life life(String id) {
        Life life = lives.get(id);
        if (life == null) {
            throw new AssertionError(id + " has no life");
        }
        return life;
    }

    private static String list(List<?> terms) {
        return terms.stream().map(Object::toString).collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public String toString() {
        String flags = "{" + strategy.word() + "," + intensity + "," + period + "," + autoShutdown.word() + "}";
        String livesTerm = lives.entrySet().stream()
                .map(life -> life.getKey() + "=>" + life.getValue())
                .collect(Collectors.joining(",", "#{", "}"));
        return "{" + now + "," + flags + "," + list(kids) + "," + livesTerm + "," + list(steps) + "}.";
    }
}
