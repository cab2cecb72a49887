package io.coppice.host.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses JSON into maps, lists, strings, numbers, booleans and null.
 *
 * <p>Stricter than the codec of Vert.x: a key given twice is an error, as one of the two would silently be lost.
 */
final class JsonText {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Excerpts of the text stay out of messages: a configuration may hold secrets.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /** The parser's word on where a text is from, which a text in memory is not. */
    private static final Pattern SOURCE = Pattern.compile("\\s*(\\(start marker )?at \\[Source: .*", Pattern.DOTALL);

    /** A text that is not JSON; the message tells line and column. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String message) {
            super(message);
        }
    }

    private JsonText() {}

    static @Nullable Object parse(String text) throws SyntaxException {
        // Some editors begin a file with a byte order mark.
        String json = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try (JsonParser parser = FACTORY.createParser(json)) {
            return parse(parser);
        } catch (IOException impossible) {
            // A parser on a string reads no file.
            throw new UncheckedIOException(impossible);
        }
    }

    private static @Nullable Object parse(JsonParser parser) throws IOException, SyntaxException {
        try {
            if (parser.nextToken() == null) {
                throw new SyntaxException("empty, where a JSON object is expected");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new SyntaxException(
                        at(parser.currentTokenLocation()) + ": more text after the end of the JSON value");
            }
            return value;
        } catch (JsonProcessingException broken) {
            // What is too deep or too long has no place of its own: then it is where the parser stands.
            @Nullable JsonLocation named = broken.getLocation();
            JsonLocation location = named == null ? parser.currentLocation() : named;
            String message = String.valueOf(broken.getOriginalMessage());
            throw new SyntaxException(
                    at(location) + ": " + SOURCE.matcher(message).replaceFirst(""));
        }
    }

    private static String at(JsonLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            members.put(key, value(parser));
        }
        return members;
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return elements;
    }
}
