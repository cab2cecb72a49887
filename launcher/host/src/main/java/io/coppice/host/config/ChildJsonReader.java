package io.coppice.host.config;

import io.coppice.host.config.Instances.Machine;
import io.coppice.supervision.SpecReader;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildStart;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a child as the configuration has it, for {@code start_child} in a running node.
 *
 * <p>Placeholders stay as they are: who may send a message does not thereby get to know the environment.
 */
public final class ChildJsonReader implements SpecReader {

    private final TreeSpec maker;
    private final WorkerReader workerReader;

    private final NodeNames names;

    private ChildJsonReader(TreeSpec maker, WorkerReader workerReader, NodeNames names) {
        this.maker = maker;
        this.workerReader = workerReader;
        this.names = names;
    }

    /**
     * The reader for a node; the parameters as for {@link TreeSpec#of}.
     *
     * @param startCheck the check of start strings
     */
    public static SpecReader of(
            HostConfig config,
            Machine machine,
            Function<WorkerConfig, ChildStart> resolver,
            StartCheck startCheck,
            int javaVersion) {
        return new ChildJsonReader(
                TreeSpec.maker(config, machine, resolver),
                new WorkerReader(startCheck, javaVersion),
                NodeNames.of(config.node()));
    }

    /**
     * Reads one; the readers that it shares with files have no state of their own.
     *
     * @throws IllegalArgumentException with all faults, a line each, with their pointers
     */
    @Override
    public ChildSpec read(JsonObject spec) {
        Faults faults = new Faults("spec");
        ChildReader reader = new ChildReader(workerReader);
        Section section = new Section(members(spec), "", faults);
        Optional<ChildConfig> child = reader.read(section, new SupervisorReader(faults, reader, names));
        if (!names.isHere(section)) {
            section.fault(NodeNames.KEY, "this node is not one of them", "start it on one that is");
        }
        if (!faults.isEmpty() || child.isEmpty()) {
            List<Fault> all = faults.all();
            throw new IllegalArgumentException(all.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        }
        return maker.child(child.get());
    }

    /** As a file would have it: what comes over the event bus may hold all sorts of objects. */
    private static Map<String, @Nullable Object> members(JsonObject spec) {
        try {
            if (JsonText.parse(spec.encode()) instanceof Map<?, ?> members) {
                return Overrides.members(members);
            }
            throw new IllegalStateException("an object that is none: " + spec);
        } catch (EncodeException | JsonText.SyntaxException wrong) {
            throw new IllegalArgumentException("spec: not JSON: " + wrong.getMessage(), wrong);
        }
    }
}
