package io.coppice.supervision.spec;

/** Which children are started again when one of them is (S07, S08). */
public enum RestartStrategy {
    /** The crashed child alone. */
    ONE_FOR_ONE("one_for_one"),
    /** All children. */
    ONE_FOR_ALL("one_for_all"),
    /** The crashed child and those that were started after it. */
    REST_FOR_ONE("rest_for_one");

    private final String word;

    RestartStrategy(String word) {
        this.word = word;
    }

    /** The word of the configuration. */
    public String word() {
        return word;
    }
}
