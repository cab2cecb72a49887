package io.coppice.kv.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has been taken out of a bucket stays as it was when the value is overwritten where it is. */
class EntryValueTest {

    private static final Bytes KEY = Bytes.of("k");

    private final List<Write> kept = new ArrayList<>();
    private final Bucket bucket = BucketFixture.bucket("b", new Journal() {
        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public boolean settle(Bucket changed, List<Write> changes, Turn turn) {
            kept.addAll(changes);
            return true;
        }

        @Override
        public boolean hold(Bucket gone, Turn turn) {
            throw new AssertionError("open");
        }
    });

    private static byte[] filled(int length, int with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    private void put(byte[] value) {
        bucket.offer(new Turn() {
            @Override
            public void take() {
                bucket.put(KEY, value);
            }

            @Override
            public void taken() {}

            @Override
            public void refused(boolean crashed) {
                throw new AssertionError("refused");
            }

            @Override
            public void unsettled(boolean isUnknown) {
                throw new AssertionError("unsettled");
            }
        });
    }

    private byte[] got() {
        Entry found = Objects.requireNonNull(bucket.find(KEY));
        assertThat(found.value()).hasSize(found.length());
        return found.value();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Entry.MOST_COPIED, Entry.MOST_COPIED + 1})
    void aValueThatWasGotStaysAndTheNextIsThere(int length) {
        put(filled(length, 1));
        byte[] first = got();
        put(filled(length, 2));
        byte[] second = got();
        put(filled(length + 1, 3));

        assertThat(first).isEqualTo(filled(length, 1));
        assertThat(second).isEqualTo(filled(length, 2));
        assertThat(got()).isEqualTo(filled(length + 1, 3));
        put(filled(length, 4));
        assertThat(got()).isEqualTo(filled(length, 4));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Entry.MOST_COPIED, Entry.MOST_COPIED + 1})
    void whatItsJournalIsToKeepStays(int length) {
        put(filled(length, 1));
        put(filled(length, 2));

        assertThat(kept).extracting(Write::value).containsExactly(filled(length, 1), filled(length, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Entry.MOST_COPIED, Entry.MOST_COPIED + 1})
    void whatItWasLoadedFromStays(int length) {
        byte[] stored = filled(length, 1);
        StoredMap.Entry entry = new StoredMap.Entry(KEY.toArray(), stored, 1, Write.NEVER);
        bucket.load(new StoredMap(Bytes.of("b").toArray(), 1, List.of(entry)));
        put(filled(length, 2));

        assertThat(stored).isEqualTo(filled(length, 1));
        assertThat(got()).isEqualTo(filled(length, 2));
    }
}
