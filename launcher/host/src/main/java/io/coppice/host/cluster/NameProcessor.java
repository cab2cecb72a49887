package io.coppice.host.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.coppice.supervision.nodes.NamedChild;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of one name, made by the member that owns its partition, on Hazelcast's thread for it: so that one comes behind the
 * other, and two names wait for each other only where they share that thread.
 *
 * <p>It answers with who is registered there afterwards. Its backups are told what came of it, as they might see other members.
 */
final class NameProcessor
        implements EntryProcessor<String, String, String>, IdentifiedDataSerializable, HazelcastInstanceAware {

    static final int FACTORY = 4041;

    private static final long serialVersionUID = 1L;

    private enum Kind {
        /** A child is registered, unless another has the name. */
        KEEP,
        /** A child is registered no more, if it was. */
        DROP,
        /** All that belongs to one process goes. */
        SWEEP,
        /** Of a backup. */
        SET
    }

    private Kind kind = Kind.SET;
    /** The child; of a sweep, the process; empty where a backup is to have nothing. */
    private String text = "";

    private transient @Nullable HazelcastInstance hazelcast;
    /** What the backups are to have. */
    private transient String outcome = "";

    /** For Hazelcast. */
    NameProcessor() {}

    private NameProcessor(Kind kind, String text) {
        this.kind = kind;
        this.text = text;
    }

    static NameProcessor keep(NamedChild child) {
        return new NameProcessor(Kind.KEEP, NamedChildJson.encode(child));
    }

    static NameProcessor drop(NamedChild child) {
        return new NameProcessor(Kind.DROP, NamedChildJson.encode(child));
    }

    static NameProcessor sweep(String process) {
        return new NameProcessor(Kind.SWEEP, process);
    }

    /** Whose messages these are, for Hazelcast. */
    static DataSerializableFactory serialization() {
        return id -> id == 1 ? new NameProcessor() : null;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        hazelcast = instance;
    }

    @Override
    public @Nullable String process(Map.Entry<String, @Nullable String> entry) {
        String before = entry.getValue();
        String after = switch (kind) {
            case KEEP -> kept(before);
            case DROP -> isOf(before, NamedChildJson.decode(text)) ? null : before;
            case SWEEP ->
                before != null && NamedChildJson.decode(before).process().equals(text) ? null : before;
            case SET -> text.isEmpty() ? null : text;
        };
        boolean isSame = before == null ? after == null : before.equals(after);
        if (!isSame) {
            entry.setValue(after);
        }
        outcome = after == null ? "" : after;
        return after;
    }

    private String kept(@Nullable String before) {
        if (before == null) {
            return text;
        }
        NamedChild present = NamedChildJson.decode(before);
        NamedChild asking = NamedChildJson.decode(text);
        return NamedChild.holder(present, asking, processes(present)).isSame(present) ? before : text;
    }

    private static boolean isOf(@Nullable String before, NamedChild child) {
        return before != null && NamedChildJson.decode(before).isSame(child);
    }

    /** Those that are there, as this member sees it. */
    private Set<String> processes(NamedChild present) {
        return hazelcast == null ? Set.of(present.process()) : HazelcastClaims.processes(hazelcast);
    }

    /**
     * A sweep is the same everywhere; else what came of it. Also where nothing has changed: then it was done before, and not all backups
     * may have it.
     */
    @Override
    public EntryProcessor<String, String, String> getBackupProcessor() {
        return kind == Kind.SWEEP ? this : new NameProcessor(Kind.SET, outcome);
    }

    @Override
    public int getFactoryId() {
        return FACTORY;
    }

    @Override
    public int getClassId() {
        return 1;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(kind.name());
        out.writeString(text);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        String name = in.readString();
        try {
            kind = Kind.valueOf(String.valueOf(name));
        } catch (IllegalArgumentException e) {
            throw new IOException("names are not changed by " + name, e);
        }
        String read = in.readString();
        text = read == null ? "" : read;
    }
}
