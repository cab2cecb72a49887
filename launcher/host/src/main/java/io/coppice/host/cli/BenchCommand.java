package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.coppice.host.load.LoadSettings;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures how fast an address of a running node's event bus answers. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures how fast an address of a running node's event bus answers requests that the node makes itself.")
final class BenchCommand implements Callable<Integer> {

    private static final int MOST_TIMEOUT = 60_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "ADDRESS",
            description = "The address on the event bus, such as counter.permanent.")
    @SuppressWarnings("NullAway.Init") // It is required.
    private String address;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "JSON",
            defaultValue = "{}",
            description = "The body of each request: any JSON value; default {}.")
    private String json = "{}";

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many requests are under way at a time; default 50, at most 1000.")
    private int concurrency = 50;

    @Option(
            names = "--requests",
            paramLabel = "M",
            defaultValue = "10000",
            description = "How many in all; default 10000, at most 10000000.")
    private int requests = 10_000;

    @Option(
            names = "--timeout",
            paramLabel = "MS",
            defaultValue = "10000",
            description = "How long each waits for its reply; default 10000, at most 60000.")
    private int timeout = 10_000;

    @Mixin
    private RemoteOptions remote = new RemoteOptions();

    @Override
    public Integer call() {
        bound("--concurrency", concurrency, LoadSettings.MOST_AT_A_TIME);
        bound("--requests", requests, LoadSettings.MOST_REQUESTS);
        bound("--timeout", timeout, MOST_TIMEOUT);
        JsonObject request = new JsonObject()
                .put("address", address)
                .put("body", body())
                .put("timeout", timeout)
                .put("concurrency", concurrency)
                .put("requests", requests);
        PrintWriter err = spec.commandLine().getErr();
        ProgressBar bar = new ProgressBar(requests);
        // Ansi.AUTO knows whether this is a terminal.
        boolean isSeen = Ansi.AUTO.enabled();
        AtomicReference<@Nullable JsonObject> result = new AtomicReference<>();
        try {
            remote.client().postForEvents("/api/bus/bench", request, event -> {
                if (event.type().equals("result")) {
                    result.set(event.data());
                } else if (isSeen) {
                    err.print("\r" + bar.line(event.data()));
                    err.flush();
                }
            });
            if (isSeen) {
                err.print("\r" + " ".repeat(ProgressBar.WIDTH) + "\r");
                err.flush();
            }
            JsonObject measured = result.get();
            if (measured == null) {
                throw new ObserverClient.Failure(ExitCode.SOFTWARE, "the node ended the run before its end");
            }
            return print(measured, err);
        } catch (ObserverClient.Failure failure) {
            err.println("coppice: " + Printable.of(failure.getMessage()));
            return failure.exitCode();
        }
    }

    private int print(JsonObject measured, PrintWriter err) {
        PrintWriter out = spec.commandLine().getOut();
        if (remote.output() == RemoteOptions.Output.json) {
            out.println(measured.encodePrettily());
        } else {
            BenchTable.of(measured, Printable.of(address), concurrency).forEach(out::println);
        }
        JsonObject failures = measured.getJsonObject("failures", new JsonObject());
        failures.forEach(kind ->
                err.println("coppice: " + Printable.of(kind.getKey()) + ": " + kind.getValue() + " requests failed"));
        return failures.isEmpty() ? ExitCode.DONE : ExitCode.SOFTWARE;
    }

    private void bound(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(spec.commandLine(), option + " must be from 1 to " + most + ", not " + value);
        }
    }

    private @Nullable Object body() {
        try {
            return Json.decodeValue(json);
        } catch (DecodeException e) {
            throw new ParameterException(
                    spec.commandLine(), "JSON must be one, such as '{\"action\":\"val\"}', not " + json);
        }
    }
}
