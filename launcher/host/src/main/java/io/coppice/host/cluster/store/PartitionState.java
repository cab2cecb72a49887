package io.coppice.host.cluster.store;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that a store keeps of one partition; changed by one thread at a time, Hazelcast's for the partition. */
final class PartitionState implements IdentifiedDataSerializable {

    private static final class MapState {
        long version;
        final Map<Key, StoredMap.Entry> entries = new HashMap<>();
    }

    private final Map<Key, MapState> maps = new HashMap<>();
    private Position position = Position.NONE;
    /** As far as all who are to have it were known to have it. */
    private Position confirmed = Position.NONE;

    Position position() {
        return position;
    }

    /** It was claimed, at this time of the cluster; which is not confirmed before something was written under the claim. */
    void claimedBy(String owner, long now) {
        position = position.claimedBy(owner, now);
    }

    /** A write was made. It was sent when the one before was confirmed, or else its claim. */
    void wrote(Position place) {
        confirmed = position;
        position = place;
    }

    void apply(Write write) {
        Key name = new Key(write.map());
        if (write.kind() == Write.Kind.DROP) {
            maps.remove(name);
            return;
        }
        MapState map = maps.computeIfAbsent(name, key -> new MapState());
        map.version = Math.max(map.version, write.version());
        switch (write.kind()) {
            case PUT ->
                map.entries.put(
                        new Key(write.key()),
                        new StoredMap.Entry(write.key(), write.value(), write.version(), write.expiresAt()));
            case REMOVE -> map.entries.remove(new Key(write.key()));
            case CREATE, DROP -> {}
        }
    }

    /** The part of it that is one map, or nothing. */
    PartitionState only(byte[] map) {
        PartitionState part = new PartitionState();
        part.position = position;
        part.confirmed = confirmed;
        Key name = new Key(map);
        MapState found = maps.get(name);
        if (found != null) {
            part.maps.put(name, found);
        }
        return part;
    }

    List<StoredMap> maps() {
        List<StoredMap> all = new ArrayList<>(maps.size());
        maps.forEach((name, map) -> all.add(new StoredMap(name.bytes, map.version, List.copyOf(map.entries.values()))));
        return all;
    }

    @Override
    public int getFactoryId() {
        return StoreSerialization.FACTORY;
    }

    @Override
    public int getClassId() {
        return StoreSerialization.PARTITION_STATE;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        position.writeTo(out);
        confirmed.writeTo(out);
        out.writeInt(maps.size());
        for (Map.Entry<Key, MapState> map : maps.entrySet()) {
            out.writeByteArray(map.getKey().bytes);
            out.writeLong(map.getValue().version);
            out.writeInt(map.getValue().entries.size());
            for (StoredMap.Entry entry : map.getValue().entries.values()) {
                out.writeByteArray(entry.key());
                out.writeByteArray(entry.value());
                out.writeLong(entry.version());
                out.writeLong(entry.expiresAt());
            }
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        position = Position.read(in);
        confirmed = Position.read(in);
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            byte[] name = StoreSerialization.bytes(in);
            MapState map = new MapState();
            map.version = in.readLong();
            int entries = in.readInt();
            for (int j = 0; j < entries; j++) {
                byte[] key = StoreSerialization.bytes(in);
                byte[] value = StoreSerialization.bytes(in);
                map.entries.put(new Key(key), new StoredMap.Entry(key, value, in.readLong(), in.readLong()));
            }
            maps.put(new Key(name), map);
        }
    }

    /**
     * The one to be kept of the states that two sides of a split come with: the one of which more was confirmed.
     *
     * <p>How often it was claimed says nothing: a side that is cut off may claim as often as it likes, and nobody confirms it. Where one
     * was made from nothing, by nodes that had lost what they had in memory, the one that was made later has the larger epochs.
     *
     * @param here of the side that goes on, which is kept where both have confirmed as much
     */
    static @Nullable PartitionState afterSplit(@Nullable PartitionState here, @Nullable PartitionState there) {
        if (here == null || there == null) {
            return here == null ? there : here;
        }
        return here.confirmed.compareTo(there.confirmed) >= 0 ? here : there;
    }
}
