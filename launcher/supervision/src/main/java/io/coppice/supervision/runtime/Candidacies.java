package io.coppice.supervision.runtime;

import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.core.ChildEntry;
import io.coppice.supervision.core.Command;
import io.coppice.supervision.nodes.Claim;
import io.coppice.supervision.nodes.Claims.Candidacy;
import io.coppice.supervision.nodes.Nodes;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The places in line of one supervisor for its children that the cluster has once; used on its context. */
final class Candidacies {

    /** The member of a verticle's configuration in which its host tells it of itself. */
    private static final String FACTS = "coppice";

    /** One place in line, until it is left. */
    private static final class Place {
        @Nullable
        Candidacy candidacy;

        long epoch;
    }

    private final SupervisorRuntime owner;
    private final Map<String, Place> places = new HashMap<>();
    /** Of the supervisor itself, or one above; 0 for none. */
    private long inherited;

    Candidacies(SupervisorRuntime owner) {
        this.owner = owner;
    }

    void inherit(long epoch) {
        inherited = epoch;
    }

    /** The epoch of the claim under which a child runs; 0 for none. */
    long epochOf(String id) {
        Place place = places.get(id);
        return place == null ? inherited : place.epoch;
    }

    /** Tells a verticle under which claim it runs, if it runs under one. */
    VerticleStart told(String id, VerticleStart start) {
        long epoch = epochOf(id);
        if (epoch == 0) {
            return start;
        }
        DeploymentOptions options = new DeploymentOptions(start.options());
        JsonObject config = options.getConfig() == null
                ? new JsonObject()
                : options.getConfig().copy();
        JsonObject facts = config.getJsonObject(FACTS, new JsonObject());
        return start.withOptions(options.setConfig(config.put(FACTS, facts.put("epoch", epoch))));
    }

    void carryOut(Command.Place command) {
        ChildEntry child = command.child();
        Place place = places.get(child.id());
        if (command.ask() == Command.Place.Ask.STAND) {
            stand(child.id());
        } else if (place != null && place.candidacy != null) {
            switch (command.ask()) {
                case COUNT -> place.candidacy.restarted();
                case REST -> place.candidacy.rest(command.why());
                case RESUME -> place.candidacy.resume();
                case LEAVE, STAND -> {
                    places.remove(child.id());
                    place.candidacy.leave();
                }
            }
        }
    }

    private void stand(String id) {
        Place place = new Place();
        places.put(id, place);
        place.candidacy = Nodes.of(owner.system().vertx())
                .claims()
                .stand(owner.pathOf(id), claim -> owner.post(() -> tell(id, place, claim)));
    }

    private void tell(String id, Place place, Claim claim) {
        if (places.get(id) != place) {
            // It has been left meanwhile.
            return;
        }
        long now = System.nanoTime();
        if (claim.isHeld()) {
            place.epoch = claim.epoch();
            List<Long> times =
                    claim.ages().stream().map(age -> now - age.toNanos()).toList();
            owner.carryOut(owner.core.claimed(id, claim.where(), claim.restarts(), times, now));
        } else {
            owner.carryOut(owner.core.unclaimed(id, claim.where(), claim.isResting(), now));
        }
    }
}
