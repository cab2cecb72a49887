package io.coppice.host.config;

import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;

/**
 * A child of a supervisor as the configuration has it.
 *
 * @param id unique in its supervisor
 * @param restart when it is started again
 * @param significant whether its end counts for {@code auto_shutdown}
 * @param shutdown how long it may take to stop
 * @param extras what it asks for beyond OTP's rules
 * @param body what runs: a verticle or another supervisor
 */
public record ChildConfig(
        String id, RestartType restart, boolean significant, Shutdown shutdown, Extras extras, Body body) {

    /** What a child runs. */
    public sealed interface Body permits WorkerConfig, SupervisorConfig {}
}
