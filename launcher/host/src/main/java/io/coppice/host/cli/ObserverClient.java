package io.coppice.host.cli;

import io.coppice.host.observer.ObserverToken;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
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

    /** What the node answers; an empty object where it says nothing. */
    record Answer(int status, JsonObject body) {}

    @FunctionalInterface
    private interface Talk<T> {
        T with(HttpURLConnection connection) throws IOException, Failure;
    }

    /** No answer, or one that is not the asked one; the message is for the user. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final int exitCode;
        private final String message;

        Failure(int exitCode, String message) {
            super(message);
            this.exitCode = exitCode;
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }

        int exitCode() {
            return exitCode;
        }
    }

    JsonObject get(String path) throws Failure {
        return talk(path, connection -> {
            Answer answer = answer(connection);
            if (answer.status() != HttpURLConnection.HTTP_OK) {
                throw refused(answer);
            }
            return answer.body();
        });
    }

    /**
     * Sends a change; without a token in hand with the one in the file that the node names.
     *
     * @param waitMillis how long the node may take
     */
    Answer post(String path, JsonObject body, int waitMillis) throws Failure {
        return withToken(
                path,
                with -> talk(path, connection -> {
                    send(connection, body, waitMillis, with);
                    return answer(connection);
                }));
    }

    /** Sends a change whose answer is a stream of events, as {@link #post} does, and reads that until it ends. */
    void postForEvents(String path, JsonObject body, Consumer<ServerSentEvent> consumer) throws Failure {
        Answer answer = withToken(
                path,
                with -> talk(path, connection -> {
                    send(connection, body, 0, with);
                    return connection.getResponseCode() == HttpURLConnection.HTTP_OK
                            ? readEvents(connection, consumer)
                            : answer(connection);
                }));
        if (answer.status() != HttpURLConnection.HTTP_OK) {
            throw refused(answer);
        }
    }

    @FunctionalInterface
    private interface Attempt {
        Answer with(String token) throws Failure;
    }

    private Answer withToken(String path, Attempt attempt) throws Failure {
        if (token == null || token.isEmpty()) {
            return attempt.with(tokenOfFile(path));
        }
        Answer answer = attempt.with(token);
        if (answer.status() == HttpURLConnection.HTTP_UNAUTHORIZED) {
            throw new Failure(ExitCode.SOFTWARE, "the node at " + url + " has another token than this one");
        }
        return answer;
    }

    /** Asks for nothing first: what is in a request is not for whoever else may listen there. */
    private String tokenOfFile(String path) throws Failure {
        TokenFile file = new TokenFile(url);
        Answer refusal = talk(path, connection -> {
            connection.setRequestProperty(ObserverToken.NONCE_HEADER, file.nonce());
            send(connection, new JsonObject(), 0, null);
            return answer(connection);
        });
        if (refusal.status() != HttpURLConnection.HTTP_UNAUTHORIZED) {
            throw refused(refusal);
        }
        return file.tokenBy(refusal.body());
    }

    private static void send(HttpURLConnection connection, JsonObject body, int waitMillis, @Nullable String with)
            throws IOException {
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setReadTimeout(waitMillis + TIMEOUT_MILLIS);
        connection.setDoOutput(true);
        if (with != null) {
            connection.setRequestProperty("Authorization", "Bearer " + with);
        }
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body.toBuffer().getBytes());
        }
    }

    /** Reads a stream of events until it ends. */
    void events(String path, Consumer<ServerSentEvent> consumer) throws Failure {
        talk(path, connection -> {
            connection.setRequestProperty("Accept", "text/event-stream");
            // Longer than from heartbeat to heartbeat.
            connection.setReadTimeout(6 * TIMEOUT_MILLIS);
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw refused(answer(connection));
            }
            return readEvents(connection, consumer);
        });
    }

    private static Answer readEvents(HttpURLConnection connection, Consumer<ServerSentEvent> consumer)
            throws IOException {
        try (InputStream in = connection.getInputStream()) {
            ServerSentEvent.readAll(in, consumer);
        }
        return new Answer(HttpURLConnection.HTTP_OK, new JsonObject());
    }

    static Failure refused(Answer answer) {
        return new Failure(
                ExitCode.SOFTWARE,
                "the node answers " + answer.status() + ": " + answer.body().getString("error", "without a reason"));
    }

    private <T> T talk(String path, Talk<T> talk) throws Failure {
        HttpURLConnection connection = open(path);
        try {
            return talk.with(connection);
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
            // A token is for the node that was named, and for nobody that it sends one to.
            connection.setInstanceFollowRedirects(false);
            return connection;
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, "not the URL of a node: " + url + "; for example http://127.0.0.1:4001");
        }
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        return new Answer(status, json(status < 400 ? connection.getInputStream() : connection.getErrorStream()));
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
