package io.coppice.host;

/** Is told of every port on which something of the node listens. */
@FunctionalInterface
public interface PortListener {

    /** Called once for each name, host and port, on an event loop: it must not block. */
    void listening(String name, String host, int port);
}
