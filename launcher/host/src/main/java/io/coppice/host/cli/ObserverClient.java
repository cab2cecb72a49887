package io.coppice.host.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks a node's observer. It blocks, as a command has nothing else to do. */
final class ObserverClient {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int LARGEST_ANSWER = 64 * 1024 * 1024;

    private final URI url;
    private final @Nullable String token;

    ObserverClient(URI url, @Nullable String token) {
        this.url = url;
        this.token = token;
    }

    /** No answer, or one that is not the asked one; the message is for the user. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final int exitCode;

        Failure(int exitCode, String message) {
            super(message);
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }
    }

    JsonObject get(String path) throws Failure {
        HttpURLConnection connection = open(path);
        try {
            int status = connection.getResponseCode();
            JsonObject answer = json(status < 400 ? connection.getInputStream() : connection.getErrorStream());
            if (status != 200) {
                throw new Failure(
                        ExitCode.SOFTWARE,
                        "the node answers " + status + ": " + answer.getString("error", "without a reason"));
            }
            return answer;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.NOT_REACHABLE,
                    "no node answers at " + url + " (" + e.getMessage() + "); is it running? another: --url");
        } catch (DecodeException | ClassCastException e) {
            throw new Failure(ExitCode.SOFTWARE, "what answers at " + url + " is not a node's observer");
        } finally {
            connection.disconnect();
        }
    }

    private HttpURLConnection open(String path) throws Failure {
        try {
            if (!(url.resolve(path).toURL().openConnection() instanceof HttpURLConnection connection)) {
                throw new MalformedURLException();
            }
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            if (token != null && !token.isEmpty()) {
                connection.setRequestProperty("Authorization", "Bearer " + token);
            }
            return connection;
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, "not the URL of a node: " + url + "; for example http://127.0.0.1:4001");
        }
    }

    private static JsonObject json(@Nullable InputStream body) throws IOException {
        if (body == null) {
            return new JsonObject();
        }
        try (body) {
            return new JsonObject(new String(body.readNBytes(LARGEST_ANSWER), StandardCharsets.UTF_8));
        }
    }
}
