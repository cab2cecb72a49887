package io.coppice.host.cluster;

import io.coppice.supervision.nodes.SharedClaim;
import io.coppice.supervision.nodes.SharedClaim.Candidate;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Claims as text, which nodes of different versions understand, and nobody has to trust to be harmless. */
final class ClaimJson {

    private ClaimJson() {}

    static String encode(SharedClaim claim) {
        JsonObject json = new JsonObject()
                .put("epoch", claim.epoch())
                .put("rest", claim.rest())
                .put("restarts", claim.restarts())
                .put("times", new JsonArray(claim.times()))
                .put(
                        "line",
                        new JsonArray(claim.line().stream().map(ClaimJson::of).toList()));
        Candidate owner = claim.owner();
        if (owner != null) {
            json.put("owner", of(owner));
        }
        return json.encode();
    }

    private static JsonObject of(Candidate candidate) {
        return new JsonObject().put("process", candidate.process()).put("node", candidate.node());
    }

    static SharedClaim decode(@Nullable String text) {
        if (text == null) {
            return SharedClaim.NONE;
        }
        JsonObject json = new JsonObject(text);
        JsonObject owner = json.getJsonObject("owner");
        JsonArray times = json.getJsonArray("times");
        JsonArray line = json.getJsonArray("line");
        return new SharedClaim(
                owner == null ? null : candidate(owner),
                json.getLong("epoch"),
                json.getString("rest"),
                json.getInteger("restarts"),
                IntStream.range(0, times.size()).mapToObj(times::getLong).toList(),
                candidates(line));
    }

    private static List<Candidate> candidates(JsonArray line) {
        return IntStream.range(0, line.size())
                .mapToObj(i -> candidate(line.getJsonObject(i)))
                .toList();
    }

    private static Candidate candidate(JsonObject json) {
        return new Candidate(json.getString("process"), json.getString("node"));
    }
}
