package io.coppice.host.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextLayoutTest {

    private final CapturedLog log = new CapturedLog();

    private List<String> lines() {
        return new TextLayout().doLayout(log.only()).lines().toList();
    }

    @Test
    void an_entry_is_one_line() {
        log.logger().info("hello {}", "world");
        assertThat(lines())
                .singleElement()
                .asString()
                .matches("\\d{4}-\\d\\d-\\d\\dT.* INFO  \\[.*] Test: hello world");
    }

    @Test
    void control_characters_cannot_forge_an_entry() {
        log.logger().error("a\nb\u001b[31m\u2028c", new IllegalStateException("x\r\n2026 ERROR forged"));
        List<String> lines = lines();
        assertThat(lines.get(0)).endsWith("a\\nb\\u001b[31m\\u2028c");
        assertThat(lines.get(1)).isEqualTo("java.lang.IllegalStateException: x\\r\\n2026 ERROR forged");
        assertThat(lines.subList(2, lines.size())).allMatch(line -> line.startsWith("\tat ") || line.contains("... "));
    }

    @Test
    void causes_and_suppressed_exceptions_are_shown() {
        IllegalStateException thrown = new IllegalStateException("top", new IllegalArgumentException("below\n"));
        thrown.addSuppressed(new RuntimeException("beside"));
        log.logger().error("m", thrown);
        assertThat(lines())
                .contains(
                        "java.lang.IllegalStateException: top",
                        "\tSuppressed: java.lang.RuntimeException: beside",
                        "Caused by: java.lang.IllegalArgumentException: below\\n")
                .anyMatch(line -> line.startsWith("\tat " + TextLayoutTest.class.getName()));
    }
}
