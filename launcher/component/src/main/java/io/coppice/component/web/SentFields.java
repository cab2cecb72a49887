package io.coppice.component.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.BiConsumer;

/** The fields of a request: from the query, and from the body as its type says. */
public final class SentFields {

    private SentFields() {}

    /**
     * Hands over each field as text. What is null in JSON is missing.
     *
     * @throws IllegalArgumentException saying what is wrong with the body
     */
    public static void of(RoutingContext request, BiConsumer<String, String> field) {
        request.queryParams().forEach(field);
        request.request().formAttributes().forEach(field);
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            addJson(request, field);
        }
    }

    private static void addJson(RoutingContext request, BiConsumer<String, String> field) {
        JsonObject body;
        try {
            body = request.body().asJsonObject();
        } catch (DecodeException | ClassCastException e) {
            throw new IllegalArgumentException("the body must be a JSON object", e);
        }
        if (body != null) {
            body.forEach(each -> {
                if (each.getValue() != null) {
                    field.accept(each.getKey(), text(each.getKey(), each.getValue()));
                }
            });
        }
    }

    /** A number as one would write it by hand, 82.5 and not 8.25E1; a text as it is. */
    private static String text(String name, Object value) {
        if (value instanceof Double number && !number.isInfinite() && !number.isNaN()) {
            return BigDecimal.valueOf(number).toPlainString();
        }
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw new IllegalArgumentException(name + " must be a text or a number");
    }
}
