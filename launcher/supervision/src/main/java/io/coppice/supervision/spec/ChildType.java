package io.coppice.supervision.spec;

/** What a child is: a leaf of the tree or another supervisor. */
public enum ChildType {
    /** A verticle. */
    WORKER("worker"),
    /** A supervisor with children of its own. */
    SUPERVISOR("supervisor");

    private final String word;

    ChildType(String word) {
        this.word = word;
    }

    /** The word of the configuration. */
    public String word() {
        return word;
    }
}
