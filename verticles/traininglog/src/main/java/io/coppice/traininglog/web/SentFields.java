package io.coppice.traininglog.web;

import io.coppice.traininglog.training.EntryForm;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.util.Locale;

/** The fields of a post: from the query, and from the body as its type says. */
final class SentFields {

    private SentFields() {}

    /**
     * Collects them.
     *
     * @throws IllegalArgumentException saying what is wrong with the query or the body
     */
    static EntryForm of(RoutingContext request) {
        EntryForm form = new EntryForm();
        request.queryParams().forEach(form::add);
        request.request().formAttributes().forEach(form::add);
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            addJson(form, request);
        }
        return form;
    }

    private static void addJson(EntryForm form, RoutingContext request) {
        JsonObject body;
        try {
            body = request.body().asJsonObject();
        } catch (DecodeException | ClassCastException e) {
            throw new IllegalArgumentException("the body must be a JSON object", e);
        }
        if (body != null) {
            body.forEach(field -> form.add(field.getKey(), text(field.getValue())));
        }
    }

    /** A number as one would write it by hand, 82.5 and not 8.25E1; a text as it is. */
    private static String text(Object value) {
        return value instanceof Double number && !number.isInfinite() && !number.isNaN()
                ? BigDecimal.valueOf(number).toPlainString()
                : String.valueOf(value);
    }
}
