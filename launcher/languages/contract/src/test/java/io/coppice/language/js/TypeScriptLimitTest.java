package io.coppice.language.js;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.language.Watchdog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long a file in TypeScript may be compiled. */
class TypeScriptLimitTest {

    @Test
    void what_takes_too_long_is_ended_and_the_next_is_compiled() throws Exception {
        AtomicLong step = new AtomicLong(Duration.ofHours(1).toNanos());
        AtomicLong clock = new AtomicLong();
        String slow = "const x: number = (1 + 2) * 3;\n".repeat(8_000);
        try (Watchdog watchdog = new Watchdog(() -> clock.addAndGet(step.get()));
                TypeScript typeScript = new TypeScript(watchdog, Duration.ofSeconds(30))) {
            assertThatThrownBy(() -> typeScript.compile(slow, "slow.ts", null))
                    .isInstanceOf(IOException.class)
                    .hasMessage("slow.ts takes more than 30 s to take the types out of it");
            step.set(0);
            assertThat(typeScript.compile("const x: number = 1;", "next.ts", null))
                    .isEqualTo("const x = 1;");
        }
    }
}
