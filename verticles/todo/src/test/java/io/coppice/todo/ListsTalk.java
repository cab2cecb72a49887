package io.coppice.todo;

import io.coppice.test.HttpTalk;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** A client of the to-do lists. */
final class ListsTalk extends HttpTalk {

    ListsTalk(int port) {
        super(port);
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
