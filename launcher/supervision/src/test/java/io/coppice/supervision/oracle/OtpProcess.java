package io.coppice.supervision.oracle;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A running Erlang with OTP's own supervisor, which answers schedules with event logs. */
final class OtpProcess implements AutoCloseable {

    private static final long MOST_SECONDS = 60;

    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;
    private final String release;
    private long staleAttempts;

    private OtpProcess(Process process) {
        this.process = process;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.release = readLine();
    }

    /** Empty where elixir is not installed. */
    static Optional<OtpProcess> start() {
        try {
            return Optional.of(new OtpProcess(new ProcessBuilder("elixir", script().toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()));
        } catch (IOException notInstalled) {
            return Optional.empty();
        }
    }

    private static Path script() {
        URL script = OtpProcess.class.getResource("/oracle/otp.exs");
        if (script == null) {
            throw new AssertionError("there is no /oracle/otp.exs among the test resources");
        }
        try {
            return Path.of(script.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Such as {@code OTP 25}. */
    String release() {
        return release;
    }

    /** How many attempts to restart it has left out because they were for an earlier start. */
    long staleAttempts() {
        return staleAttempts;
    }

    List<String> run(String schedule) {
        try {
            in.write(schedule);
            in.newLine();
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Erlang has ended", e);
        }
        List<String> line = List.of(readLine().split("\\|"));
        staleAttempts += Long.parseLong(line.get(0));
        return line.subList(1, line.size());
    }

    private String readLine() {
        CompletableFuture<@Nullable String> line = CompletableFuture.supplyAsync(() -> {
            try {
                return out.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            String text = line.get(MOST_SECONDS, TimeUnit.SECONDS);
            if (text == null) {
                throw new AssertionError("Erlang has ended; see its errors above");
            }
            return text;
        } catch (TimeoutException e) {
            close();
            throw new AssertionError("Erlang does not answer within " + MOST_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
