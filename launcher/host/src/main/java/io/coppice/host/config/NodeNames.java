package io.coppice.host.config;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The names of nodes, and which children are listed for one of them: so one file can be the configuration of all. */
final class NodeNames {

    static final String KEY = "nodes";

    static final String WHAT_A_NAME_IS =
            "use 1 to 64 letters, digits, dots, underscores and hyphens, a letter or digit first";

    /** A name is part of the data folder's path and of addresses. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final Predicate<List<?>> isHere;

    private NodeNames(Predicate<List<?>> isHere) {
        this.isHere = isHere;
    }

    /** Those of one node. */
    static NodeNames of(String node) {
        return new NodeNames(names -> names.contains(node));
    }

    /** Where nobody knows yet which node it is. */
    static NodeNames any() {
        return new NodeNames(names -> true);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether the node has this child; also where the list is a fault. */
    boolean isHere(Section child) {
        return !(child.raw(KEY) instanceof List<?> names) || names.isEmpty() || isHere.test(names);
    }

    static void check(Section child) {
        if (!child.has(KEY)) {
            return;
        }
        List<?> names = child.list(KEY);
        if (child.raw(KEY) instanceof List<?> && names.isEmpty()) {
            child.fault(KEY, "must name at least one", "without it all nodes have the child whose file this is");
        }
        for (int i = 0; i < names.size(); i++) {
            if (!(names.get(i) instanceof String name) || !isName(name)) {
                child.fault(KEY, i, "must be the name of a node, not " + JsonType.shown(names.get(i)));
            }
        }
    }
}
