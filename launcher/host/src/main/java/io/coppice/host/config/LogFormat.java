package io.coppice.host.config;

/** How log entries are written. */
public enum LogFormat {
    TEXT("text"),
    JSON("json");

    private final String word;

    LogFormat(String word) {
        this.word = word;
    }

    /** The word of the configuration. */
    public String word() {
        return word;
    }
}
