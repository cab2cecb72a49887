package io.coppice.kv.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BytesTest {

    @Test
    void aProbeFindsWhatIsStored() {
        Map<Bytes, String> map = new HashMap<>();
        map.put(Bytes.of("milk"), "1");
        Bytes probe = Bytes.probe();
        byte[] line = "GET shopping milk".getBytes(StandardCharsets.UTF_8);

        probe.moveTo(line, 13, 4);
        assertThat(map.get(probe)).isEqualTo("1");
        probe.moveTo(line, 12, 4);
        assertThat(map.get(probe)).isNull();
    }

    @Test
    void whatIsStoredDoesNotMoveWithTheProbe() {
        Bytes probe = Bytes.probe();
        byte[] line = "ab".getBytes(StandardCharsets.UTF_8);
        probe.moveTo(line, 0, 2);
        Bytes stored = Bytes.of(probe.toArray());
        line[0] = 'x';
        probe.moveTo(line, 1, 1);

        assertThat(stored).isEqualTo(Bytes.of("ab")).isNotEqualTo(probe);
    }
}
