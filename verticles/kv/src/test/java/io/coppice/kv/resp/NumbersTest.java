package io.coppice.kv.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.kv.tcp.Request;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

    @Test
    void readsWhatJavaWrites() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            assertThat(Numbers.parse(Request.ascii(Long.toString(number)))).isEqualTo(number);
        }
        for (long number : new long[] {0, Long.MAX_VALUE, Long.MIN_VALUE + 1, Long.MIN_VALUE}) {
            byte[] text = Request.ascii(Long.toString(number));
            assertThat(Numbers.parse(text)).isEqualTo(number);
            assertThat(Numbers.isWhole(text)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                " 1",
                "1 ",
                "01",
                "-0",
                "-01",
                "1.0",
                "1e3",
                "0x1",
                "a",
                "1a",
                "--1",
                "9223372036854775808",
                "-9223372036854775809",
                "10000000000000000000",
                "99999999999999999999"
            })
    void refusesWhatRedisRefuses(String text) {
        assertThat(Numbers.isWhole(Request.ascii(text))).isFalse();
    }

    @Test
    void readsAPartOfAnArray() {
        assertThat(Numbers.parse(Request.ascii("*-12\r\n"), 1, 3)).isEqualTo(-12);
    }
}
