package io.coppice.traininglog;

import io.coppice.test.HttpTalk;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** A client of the training log. */
final class BooksTalk extends HttpTalk {

    BooksTalk(int port) {
        super(port);
    }

    HttpResponse<String> get(String user) {
        return send(to("/training_log_books/" + user));
    }

    HttpResponse<String> post(String user, String query) {
        return send(
                to("/training_log_books/" + user + "/training_logs?" + query).POST(BodyPublishers.noBody()));
    }

    HttpResponse<String> post(String user, String type, String body) {
        return send(to("/training_log_books/" + user + "/training_logs")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }
}
