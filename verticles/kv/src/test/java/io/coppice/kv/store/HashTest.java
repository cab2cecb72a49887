package io.coppice.kv.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class HashTest {

    private static final int MANY = 1 << 16;

    @Test
    void isTheSameForTheSameBytesWhereverTheyAre() {
        Random random = new Random(1);
        for (int length = 0; length < 70; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            int expected = Hash.of(bytes, 0, length);
            for (int from = 0; from < 17; from++) {
                byte[] around = new byte[from + length + 9];
                random.nextBytes(around);
                System.arraycopy(bytes, 0, around, from, length);
                assertThat(Hash.of(around, from, length))
                        .as("%d at %d", length, from)
                        .isEqualTo(expected);
            }
        }
    }

    /** Of as many keys as chains, a good hash leaves 1/e of the chains empty, and has no chain longer than a dozen. */
    @Test
    void spreadsKeysThatAreAlike() {
        assertSpread(i -> Integer.toString(i));
        assertSpread(i -> "user:" + i + ":name");
        assertSpread(i -> String.format("%040d", i));
        assertSpread(i -> "k".repeat(i % 256) + (char) ('a' + i / 256 % 26) + (char) ('a' + i / 256 / 26));
    }

    private static void assertSpread(IntFunction<String> keys) {
        int[] chains = new int[MANY];
        for (int i = 0; i < MANY; i++) {
            chains[Bytes.of(keys.apply(i)).hashCode() & (MANY - 1)]++;
        }
        double empty = Arrays.stream(chains).filter(n -> n == 0).count() / (double) MANY;
        assertThat(empty).isBetween(0.34, 0.40);
        assertThat(Arrays.stream(chains).max().orElseThrow()).isLessThan(20);
    }

    /** One bit of the key changes about half the bits of the hash. */
    @Test
    void oneBitChangesHalfOfTheHash() {
        Random random = new Random(2);
        long changed = 0;
        int tries = 20_000;
        for (int i = 0; i < tries; i++) {
            byte[] bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            int before = Hash.of(bytes, 0, bytes.length);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            changed += Integer.bitCount(before ^ Hash.of(bytes, 0, bytes.length));
        }
        assertThat(changed / (double) tries).isBetween(15.5, 16.5);
    }

    @Test
    void tellsKeysApartThatDifferInLengthOnly() {
        Set<Integer> hashes = new HashSet<>();
        for (int length = 0; length < 100; length++) {
            hashes.add(Hash.of(new byte[length], 0, length));
        }
        assertThat(hashes).hasSizeGreaterThan(98);
    }
}
