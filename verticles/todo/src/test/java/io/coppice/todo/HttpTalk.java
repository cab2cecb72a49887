package io.coppice.todo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A client of the to-do lists. */
final class HttpTalk {

    static {
        // The tests of the server's checks send headers that this client keeps to itself otherwise.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    final int port;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    HttpTalk(int port) {
        this.port = port;
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(to(path));
    }

    HttpResponse<String> post(String path) {
        return send(to(path).POST(BodyPublishers.noBody()));
    }

    HttpResponse<String> json(String method, String path, String body) {
        return send(to(path).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body)));
    }

    HttpResponse<String> delete(String path) {
        return send(to(path).DELETE());
    }
}
