package io.coppice.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class GuestExceptionTest {

    private static final String PYTHON = """
            Traceback (most recent call last):
              File "/plugins/greeter.py", line 7, in greet
                boom()
            ValueError: no
            """;

    private static final String NODE = """
            RangeError: no
                at boom (file:///plugins/greeter.mjs:3:9)
                at file:///plugins/greeter.mjs:7:5
            """;

    @Test
    void it_prints_as_its_language_does() {
        StringWriter text = new StringWriter();
        new GuestException("ValueError: no", PYTHON).printStackTrace(new PrintWriter(text));
        assertThat(text.toString().lines()).startsWith("ValueError: no").contains("    boom()");
        assertThat(new GuestException("ValueError: no", "")).hasToString("ValueError: no");
    }

    @Test
    void its_frames_are_those_of_its_language() {
        assertThat(new GuestException("no", PYTHON).getStackTrace())
                .extracting(StackTraceElement::toString)
                .containsExactly("greeter.greet(greeter.py:7)");
        assertThat(new GuestException("no", NODE).getStackTrace())
                .extracting(StackTraceElement::toString)
                .containsExactly("greeter.boom(greeter.mjs:3)", "greeter.(anonymous)(greeter.mjs:7)");
        assertThat(new GuestException("no", "").getStackTrace()).isEmpty();
    }
}
