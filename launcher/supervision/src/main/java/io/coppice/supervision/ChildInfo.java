package io.coppice.supervision;

import io.coppice.supervision.spec.ChildType;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * A child as {@code which_children} lists it (S13).
 *
 * @param id its id, with {@code #n} for one of several instances
 * @param path its path
 * @param state its state's word: {@code running}, {@code restarting}, {@code parked}, {@code stopped}, {@code standby},
 *     of a dynamic supervisor also {@code starting} and {@code stopping};
 *     {@code abandoned} for an earlier incarnation that still holds a thread (S10)
 * @param type worker or supervisor
 * @param start what it runs
 * @param restart its restart type's word
 * @param reason why it is down, where it is being restarted or parked; which addresses it waits for; where the cluster has it, if
 *     it has it once
 * @param restarts how many times it was restarted
 * @param uptime how long it has been up; empty where it is not
 * @param child the incarnation that runs or is abandoned; empty where nothing runs
 */
public record ChildInfo(
        String id,
        String path,
        String state,
        ChildType type,
        String start,
        String restart,
        Optional<String> reason,
        long restarts,
        Optional<Duration> uptime,
        Optional<Child> child) {

    /** The state of a child that was killed, and whose code still holds a thread. */
    public static final String ABANDONED = "abandoned";

    /** The child as the event bus has it. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("id", id)
                .put("path", path)
                .put("state", state)
                .put("type", type.word())
                .put("start", start)
                .put("restart", restart)
                .put("restarts", restarts);
        uptime.ifPresent(time -> json.put("uptime_ms", time.toMillis()));
        reason.ifPresent(text -> json.put("reason", text));
        return json;
    }
}
