package io.coppice.host.plugin;

/** A plugin that cannot be used; the message names what is wrong, and mostly what would be right. */
public final class PluginException extends Exception {

    private static final long serialVersionUID = 1L;

    PluginException(String message) {
        super(message);
    }

    PluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
