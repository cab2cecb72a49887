package io.coppice.supervision.spec;

/** Whether a supervisor shuts itself down when significant children end by themselves (S12). */
public enum AutoShutdown {
    /** It does not, and no child may be significant. */
    NEVER("never"),
    /** When the first significant child has ended. */
    ANY_SIGNIFICANT("any_significant"),
    /** When the last significant child has ended. */
    ALL_SIGNIFICANT("all_significant");

    private final String word;

    AutoShutdown(String word) {
        this.word = word;
    }

    /** The word of the configuration. */
    public String word() {
        return word;
    }
}
