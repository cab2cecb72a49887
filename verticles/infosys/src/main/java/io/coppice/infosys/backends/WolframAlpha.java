package io.coppice.infosys.backends;

import io.coppice.infosys.question.Answer;
import io.coppice.infosys.question.Question;
import io.coppice.supervision.Work;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * WolframAlpha's short-answer API: {@code GET /v1/result?appid=KEY&i=QUESTION}.
 *
 * <p>Each question has a client of its own, made in the task that asks: when that is killed its connection is closed.
 */
final class WolframAlpha implements Backend.Asking {

    /** Surer than a fact that has a word in common with the question, less sure than a calculation. */
    private static final int SCORE = 95;

    private static final int MOST_BYTES = 8 * 1024;
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int NOT_UNDERSTOOD = 501;

    private final Vertx vertx;
    private final String name;
    private final String url;
    private final String key;
    private final Duration deadline;

    /**
     * The API at an address.
     *
     * @param url such as {@code https://api.wolframalpha.com}
     * @throws IllegalArgumentException if that is none
     */
    WolframAlpha(Vertx vertx, String name, String url, String key, Duration deadline) {
        if (!url.matches("https?://[^/?#\\s]+")) {
            throw new IllegalArgumentException(
                    "\"url\" must be an address such as https://api.wolframalpha.com, not " + url);
        }
        this.vertx = vertx;
        this.name = name;
        this.url = URI.create(url).toString();
        this.key = key;
        this.deadline = deadline;
    }

    @Override
    public Work<List<Answer>> about(Question question) {
        return Work.of(() -> {
            // The other time limits tell the whole address when they fail, and so the key.
            int limit = (int) deadline.plus(Backends.GRACE).toMillis();
            HttpClientAgent client = vertx.createHttpClient(new HttpClientOptions()
                    .setConnectTimeout(limit)
                    .setIdleTimeout(limit)
                    .setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
            RequestOptions get = new RequestOptions()
                    .setAbsoluteURI(url + "/v1/result?appid=" + encoded(key) + "&i=" + encoded(question.text()));
            return client.request(get)
                    .compose(HttpClientRequest::send)
                    .compose(response -> body(response).compose(body -> read(response.statusCode(), body)));
        });
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Of a bounded length, whoever it is that answers. */
    private static Future<String> body(HttpClientResponse response) {
        Promise<String> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            body.appendBuffer(part);
            if (body.length() > MOST_BYTES) {
                response.handler(null);
                whole.tryFail(new IllegalStateException("the answer has more than " + MOST_BYTES + " bytes"));
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body.toString(StandardCharsets.UTF_8)));
        return whole.future();
    }

    private Future<List<Answer>> read(int status, String body) {
        return switch (status) {
            case OK -> Future.succeededFuture(List.of(new Answer(name, body.strip(), SCORE)));
            case NOT_UNDERSTOOD -> Future.succeededFuture(List.of());
            case FORBIDDEN -> Future.failedFuture(new IllegalStateException("403: it does not take the \"api_key\""));
            default -> Future.failedFuture(new IllegalStateException("it answered with status " + status));
        };
    }
}
