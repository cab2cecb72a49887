package io.coppice.host.bridge;

/** The bridges that there are, and where their frames differ. */
enum BridgeKind {
    SOCKJS("sockjs", "rec", false),
    TCP("tcp", "message", true);

    private final String word;
    private final String message;
    private final boolean answersPings;

    BridgeKind(String word, String message, boolean answersPings) {
        this.word = word;
        this.message = message;
        this.answersPings = answersPings;
    }

    /** Its key in the configuration. */
    String word() {
        return word;
    }

    /** What the type of the messages that a client is given is called. */
    String message() {
        return message;
    }

    /** Clients for SockJS ping to show that they are there, and take an answer for a message that nobody handles. */
    boolean answersPings() {
        return answersPings;
    }
}
