package io.coppice.host.observer;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A path in the tree, as it stands in a URL: {@code /kv/registry}, each segment percent-encoded by itself.
 *
 * @param segments the ids from the root down; none for the root
 */
record ChildPath(List<String> segments) {

    ChildPath {
        segments = List.copyOf(segments);
    }

    /**
     * Reads it.
     *
     * @param raw what follows the route in the URL, not decoded
     * @throws IllegalArgumentException if it is no path; the message says why
     */
    static ChildPath of(String raw) {
        List<String> segments = new ArrayList<>();
        for (String part : raw.split("/", -1)) {
            if (!part.isEmpty()) {
                // A plus is a plus in a path.
                String id = QueryStringDecoder.decodeComponent(part.replace("+", "%2B"), StandardCharsets.UTF_8);
                if (id.indexOf('/') >= 0) {
                    throw new IllegalArgumentException("the id of a child has no slash");
                }
                segments.add(id);
            }
        }
        return new ChildPath(segments);
    }

    boolean isRoot() {
        return segments.isEmpty();
    }

    String id() {
        return segments.get(segments.size() - 1);
    }

    /** The path of the supervisor that it is a child of. */
    ChildPath parent() {
        return new ChildPath(segments.subList(0, segments.size() - 1));
    }

    @Override
    public String toString() {
        return "/" + String.join("/", segments);
    }
}
