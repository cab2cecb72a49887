package io.coppice.host.config;

/** What carries a node's bytes between its sockets and its event loops. */
public enum TransportKind {
    /** The system's own: epoll on Linux. */
    NATIVE("native"),
    /** Linux's io_uring where there is one, else the native one. */
    IO_URING("io_uring");

    private final String word;

    TransportKind(String word) {
        this.word = word;
    }

    /** The word of the configuration. */
    public String word() {
        return word;
    }
}
