package io.coppice.supervision.spec;

/** When a child that ended is started again (S03). */
public enum RestartType {
    /** Always. */
    PERMANENT("permanent"),
    /** Only when it ended abnormally: for another reason than {@code normal} or {@code shutdown}. */
    TRANSIENT("transient"),
    /** Never; its spec goes with it. */
    TEMPORARY("temporary");

    private final String word;

    RestartType(String word) {
        this.word = word;
    }

    /** The word of the configuration. */
    public String word() {
        return word;
    }

    /** Whether a child of this type is started again after an exit for this reason. */
    public boolean restartsAfter(ExitReason reason) {
        return switch (this) {
            case PERMANENT -> true;
            case TRANSIENT -> !reason.isExpected();
            case TEMPORARY -> false;
        };
    }
}
