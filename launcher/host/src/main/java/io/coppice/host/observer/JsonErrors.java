package io.coppice.host.observer;

import io.coppice.supervision.SupervisionException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** Errors as JSON: {@code {"error":"not found"}}. */
final class JsonErrors {

    private static final int[] STATUSES = {400, 404, 405, 406, 408, 413, 415, 500};

    private JsonErrors() {}

    /** Makes the router answer every error that it finds itself this way. */
    static void answerOn(Router router) {
        for (int status : STATUSES) {
            router.errorHandler(status, context -> answer(context, status, phrase(status)));
        }
    }

    static void answer(RoutingContext context, int status, String error) {
        answer(context, status, new JsonObject().put("error", error));
    }

    /** What a supervisor refuses, with the status and the word that its reason has. */
    static void answer(RoutingContext context, SupervisionException refused) {
        JsonObject error = new JsonObject()
                .put("error", refused.getMessage())
                .put("code", refused.code().word());
        answer(context, refused.code().code(), error);
    }

    /** With more than the text of the error. */
    static void answer(RoutingContext context, int status, JsonObject error) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(error.toBuffer());
    }

    private static String phrase(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase().toLowerCase(Locale.ROOT);
    }
}
