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

    @Test
    void what_is_no_stack_at_all_costs_nothing() {
        String deep = "    at 1" + ":1".repeat(300_000);
        assertThat(new GuestException("no", deep + "\n" + NODE).getStackTrace()).hasSize(2);
        String late = "no frame\n".repeat(300_000) + NODE;
        GuestException error = new GuestException("no", late);
        assertThat(error.getStackTrace()).isEmpty();
        assertThat(error.guestStack()).isEqualTo(late);
    }

    @Test
    void a_function_may_have_any_name() {
        assertThat(new GuestException(
                                "no", "    at async Shop.sell [as buy] (a.mjs:3:9)\n    at new <js> (b.js:4:1-8)\n")
                        .getStackTrace())
                .extracting(StackTraceElement::toString)
                .containsExactly("a.async Shop.sell [as buy](a.mjs:3)", "b.new <js>(b.js:4)");
    }
}
