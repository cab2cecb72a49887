package io.coppice.host;

/** A node that did not start; the message names the part and the cause in one line. */
public final class HostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Which part failed. */
    public enum Part {
        DATA_FOLDER,
        VERTX,
        CLUSTER,
        OBSERVER,
        CHILD
    }

    private final Part part;

    public HostException(Part part, String message, Throwable cause) {
        super(message, cause);
        this.part = part;
    }

    public Part part() {
        return part;
    }
}
