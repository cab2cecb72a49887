package io.coppice.proof.load;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The keys that clients use: in each bucket half are written through any node, and each of the others through one node only, so
 * that no two sides of a cut write it.
 */
public record Keys(String prefix, int buckets, int keysEach, List<String> nodes) {

    List<String> bucketNames() {
        return IntStream.range(0, buckets).mapToObj(this::bucket).toList();
    }

    private String bucket(int number) {
        return prefix + "-" + number;
    }

    /** Every one. */
    public List<Key> all() {
        return bucketNames().stream()
                .flatMap(bucket -> IntStream.range(0, keysEach).mapToObj(number -> new Key(bucket, "k" + number)))
                .toList();
    }

    Key any(Random random) {
        return new Key(bucket(random.nextInt(buckets)), "k" + random.nextInt(keysEach));
    }

    boolean isWrittenThrough(Key key, String node) {
        int number = Integer.parseInt(key.name().substring(1));
        return number % 2 == 0 || nodes.get(number / 2 % nodes.size()).equals(node);
    }
}
