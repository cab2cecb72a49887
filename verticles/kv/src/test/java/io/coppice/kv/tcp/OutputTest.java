package io.coppice.kv.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputTest {

    @Test
    void writesNumbersAsJavaDoes() {
        Random random = new Random(1);
        StringBuilder expected = new StringBuilder();
        Output out = new Output();
        for (int i = 0; i < 20_000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            out.append(number);
            expected.append(number);
        }
        for (long number : new long[] {0, -1, 9, 10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1}) {
            out.append(number);
            expected.append(number);
        }
        assertThat(new String(out.toArray(), java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo(expected.toString());
    }

    @Test
    void isEmptyWhenItWasTaken() {
        Output out = new Output();
        out.append(Request.ascii("one"));
        assertThat(out.take().toString()).isEqualTo("one");
        assertThat(out.length()).isZero();
        out.append('x');
        assertThat(out.take().toString()).isEqualTo("x");
    }

    @Test
    void aBufferThatWasTakenDoesNotChangeAnyMore() {
        Output out = new Output();
        out.append(Request.ascii("one"));
        var taken = out.take();
        out.append(Request.ascii("two"));
        assertThat(taken.toString()).isEqualTo("one");
    }

    @Test
    void oneAnswerIsBounded() {
        Output out = Output.ofAnswer();
        byte[] mib = new byte[1024 * 1024];
        for (int i = 0; i < Output.MAX_ANSWER / mib.length; i++) {
            out.append(mib);
        }
        assertThatThrownBy(() -> out.append('x'))
                .isInstanceOf(Output.Full.class)
                .hasMessage("the answer would have more than 67108864 bytes");
    }
}
