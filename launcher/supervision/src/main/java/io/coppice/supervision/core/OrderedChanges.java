package io.coppice.supervision.core;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.SupervisorSpec;
import java.util.List;

/** The change of a running ordered supervisor, in its turn, as OTP's {@code code_change}, and the replacement of a child. */
abstract class OrderedChanges extends OrderedRequests {

    OrderedChanges(SupervisorSpec spec) {
        super(spec);
    }

    @Override
    public final List<Command> change(long request, SupervisorSpec next, long now) {
        inTurn(request, "", now, t -> {
            if (next.dynamic()) {
                refuse(request, Refusal.NOT_SUPPORTED, "");
                return;
            }
            for (ChildSpec child : next.children()) {
                if (hasOtherInstances(child) || hasOtherPlacement(child)) {
                    refuse(request, Refusal.NOT_SUPPORTED, child.id());
                    return;
                }
            }
            changeFlags(next);
            changeSpecs(next.children());
            // Those that belong to nobody's group any more.
            goOnWithout(false, t);
            emit(new Command.Reply(request, null));
        });
        return taken();
    }

    @Override
    public final List<Command> replaceChild(long request, String id, long now) {
        inTurn(request, id, now, t -> replacements.begin(request, id, withId(id)));
        return taken();
    }

    /** Whether the cluster has it once decides where it starts and stops, and a change does neither. */
    private boolean hasOtherPlacement(ChildSpec child) {
        return withId(child.id()).stream()
                .anyMatch(present ->
                        present.spec().extras().placement() != child.extras().placement());
    }

    /** Instances are children, and a change starts or stops none. */
    private boolean hasOtherInstances(ChildSpec child) {
        return withId(child.id()).stream().anyMatch(present -> present.spec().instances() != child.instances());
    }
}
