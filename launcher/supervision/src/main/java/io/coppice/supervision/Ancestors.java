package io.coppice.supervision;

import java.util.ArrayList;
import java.util.List;

/** The supervisors above a path, from the root down: {@code ["/", "/kv"]} for {@code /kv/registry}. */
final class Ancestors {

    private Ancestors() {}

    static List<String> of(String path) {
        List<String> above = new ArrayList<>();
        if (!path.equals("/")) {
            above.add("/");
        }
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            above.add(path.substring(0, slash));
        }
        return above;
    }
}
