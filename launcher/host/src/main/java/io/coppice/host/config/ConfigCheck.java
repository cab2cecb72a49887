package io.coppice.host.config;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The check of a child's {@code config} against the JSON schema that its plugin has for it. */
final class ConfigCheck {

    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setBaseUri("https://coppice.invalid/")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);

    private ConfigCheck() {}

    /**
     * Something in a config that does not fit.
     *
     * @param pointer where, from the config on
     */
    record Misfit(String pointer, String message) {}

    /** Why this is no schema; empty when it is one. */
    static Optional<String> problemOf(JsonObject schema) {
        try {
            Validator.create(JsonSchema.of(schema), OPTIONS).validate(new JsonObject());
            return Optional.empty();
        } catch (RuntimeException wrong) {
            return Optional.of(String.valueOf(wrong.getMessage()));
        }
    }

    /** All that does not fit; none when it fits. */
    static List<Misfit> misfits(JsonObject schema, JsonObject config) {
        OutputUnit result = Validator.create(JsonSchema.of(schema), OPTIONS).validate(config);
        if (Boolean.TRUE.equals(result.getValid())) {
            return List.of();
        }
        List<Misfit> all = Stream.ofNullable(result.getErrors())
                .flatMap(List::stream)
                .map(unit -> new Misfit(pointer(unit.getInstanceLocation()), String.valueOf(unit.getError())))
                .distinct()
                .toList();
        // The validator also says of all around that it does not fit because of what is in it.
        List<Misfit> exact = all.stream()
                .filter(misfit -> !misfit.message().contains("does not match"))
                .toList();
        return exact.isEmpty() ? all.stream().map(ConfigCheck::inPlainWords).toList() : exact;
    }

    private static Misfit inPlainWords(Misfit misfit) {
        return misfit.message().endsWith("does not match additional properties schema")
                ? new Misfit(misfit.pointer(), "is not known to the plugin")
                : misfit;
    }

    /** It has {@code #} for the whole, and a pointer behind it. */
    private static String pointer(String location) {
        return location.startsWith("#") ? location.substring(1) : location;
    }
}
