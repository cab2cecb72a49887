package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands take that put a message on a node's event bus. */
final class BusArguments {

    private static final int MOST_TIMEOUT = 60_000;
    private static final int OK = 200;

    /** The command that has them. */
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "The address on the event bus, such as kv.router.")
    @SuppressWarnings("NullAway.Init") // It is required.
    private String address;

    @Parameters(
            index = "1",
            paramLabel = "JSON",
            description = "The message: any JSON value, mostly an object in quotes.")
    @SuppressWarnings("NullAway.Init") // It is required.
    private String json;

    @Option(
            names = "--timeout",
            paramLabel = "MS",
            defaultValue = "10000",
            description = "How long the node may wait; default 10000, at most 60000.")
    private int timeout = 10_000;

    @Mixin
    private RemoteOptions remote = new RemoteOptions();

    /**
     * Asks the node for it; what goes wrong is told on stderr.
     *
     * @param action {@code call}, {@code send} or {@code publish}
     * @param done is given the node's answer
     * @return the command's exit code
     */
    int run(String action, java.util.function.Consumer<JsonObject> done) {
        JsonObject request =
                new JsonObject().put("address", address).put("body", body()).put("timeout", timeout);
        if (timeout < 1 || timeout > MOST_TIMEOUT) {
            throw new ParameterException(
                    spec.commandLine(), "--timeout must be from 1 to " + MOST_TIMEOUT + ", not " + timeout);
        }
        try {
            ObserverClient.Answer answer = remote.client().post("/api/bus/" + action, request, timeout);
            if (answer.status() == OK) {
                done.accept(answer.body());
                return ExitCode.DONE;
            }
            throw failure(answer).orElseGet(() -> ObserverClient.refused(answer));
        } catch (ObserverClient.Failure failure) {
            spec.commandLine().getErr().println("coppice: " + Printable.of(failure.getMessage()));
            return failure.exitCode();
        }
    }

    private @Nullable Object body() {
        try {
            return Json.decodeValue(json);
        } catch (DecodeException e) {
            throw new ParameterException(
                    spec.commandLine(), "JSON must be one, such as '{\"action\":\"size\"}', not " + json);
        }
    }

    /** A failure of the event bus, and not of the request for it. */
    private static Optional<ObserverClient.Failure> failure(ObserverClient.Answer answer) {
        JsonObject body = answer.body();
        return body.getValue("code") instanceof Integer code
                ? Optional.of(new ObserverClient.Failure(
                        ExitCode.SOFTWARE,
                        body.getString("address") + " failed with " + code + " (" + body.getString("type") + "): "
                                + body.getString("error")))
                : Optional.empty();
    }

    RemoteOptions.Output output() {
        return remote.output();
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
