package io.coppice.proof.campaign;

import java.util.Locale;

/**
 * Something that the host does for acknowledged writes, and that a campaign can take away from its nodes, to see that it is
 * missed. No switch for it is shipped: rules of Byteman change the classes of the nodes while they are loaded.
 */
public enum Protection {
    /** After a node is lost nothing is acknowledged until there are enough copies again. */
    GATE,
    /** A write whose backups do not answer is not taken for done. */
    INDETERMINATE,
    /** A write of an owner that has been replaced is refused. */
    EPOCH;

    /** What a node prints when it does without. */
    String sign() {
        return "WITHOUT " + this;
    }

    /** The rules that take it away. */
    String rules() {
        return name().toLowerCase(Locale.ROOT);
    }
}
