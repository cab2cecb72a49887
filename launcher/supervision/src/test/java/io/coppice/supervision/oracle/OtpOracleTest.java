package io.coppice.supervision.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.supervision.core.Choices;
import io.coppice.supervision.core.RandomRuns;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Our core and the supervisor of the installed Erlang/OTP write the same event log for the same schedule.
 *
 * <p>{@code mvn -pl launcher/supervision -Poracle test} runs 10,000 schedules; {@code -Dcoppice.oracle.schedules=N} and
 * {@code -Dcoppice.seed=N} choose others.
 */
class OtpOracleTest {

    private static final int SCHEDULES = Integer.getInteger("coppice.oracle.schedules", 100);

    private static @Nullable OtpProcess otp;

    @BeforeAll
    static void startErlang() {
        Optional<OtpProcess> started = OtpProcess.start();
        assumeTrue(
                started.isPresent(), "skipped: elixir is not installed, and with it not Erlang/OTP's own supervisor");
        otp = started.orElseThrow();
    }

    @AfterAll
    static void stopErlang() {
        if (otp != null) {
            otp.close();
        }
    }

    @Test
    void theCoreWritesTheLogThatOtpWrites() {
        OtpProcess erlang = erlang();
        RandomRuns.check("comparison with " + erlang.release(), SCHEDULES, choices -> compare(erlang, choices));
        System.out.println("attempts to restart for an earlier start, which OTP makes: " + erlang.staleAttempts());
    }

    @Test
    void theCoreWritesTheLogThatOtpWritesForTheSchedulesOfEveryBuild() {
        OtpProcess erlang = erlang();
        RandomRuns.check("comparison with " + erlang.release(), 100, 1, choices -> compare(erlang, choices));
    }

    private static OtpProcess erlang() {
        if (otp == null) {
            throw new AssertionError("Erlang was not started");
        }
        return otp;
    }

    private static void compare(OtpProcess erlang, Choices choices) {
        Schedule schedule = Schedules.of(choices);
        assertThat(CoreWorld.run(schedule))
                .as("our log, against Erlang's, of %s", schedule)
                .isEqualTo(erlang.run(schedule.toString()));
    }
}
