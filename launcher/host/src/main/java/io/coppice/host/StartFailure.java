package io.coppice.host;

import io.coppice.host.HostException.Part;
import io.coppice.host.config.ChildConfig;
import io.coppice.host.config.HostConfig;
import io.coppice.host.config.HostConfig.ObserverConfig;
import io.coppice.host.config.SupervisorConfig;
import io.coppice.host.config.WorkerConfig;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/** Words a failed start for people: which part, and why, in one line. */
final class StartFailure {

    private static final String DID_NOT_START = " did not start: ";

    private StartFailure() {}

    static HostException ofObserver(ObserverConfig observer, Throwable cause) {
        String why = isAddressInUse(cause) ? inUse(observer.host(), observer.port()) : message(cause);
        return new HostException(Part.OBSERVER, "the observer" + DID_NOT_START + why, cause);
    }

    /** A child's; the supervisor's message begins with its path. */
    static HostException ofChild(HostConfig config, Throwable cause) {
        String message = message(cause);
        int end = message.indexOf(DID_NOT_START);
        if (end < 0 || !isAddressInUse(cause)) {
            return new HostException(Part.CHILD, message, cause);
        }
        String path = message.substring(0, end);
        // Transports differ in whether they name the address; the child's configuration mostly does.
        return worker(config.supervisor(), path.substring(1))
                .map(WorkerConfig::config)
                .filter(child -> child.getValue("port") instanceof Integer)
                .map(child -> inUse(hostOf(child), child.getInteger("port")))
                .map(why -> new HostException(Part.CHILD, path + DID_NOT_START + why, cause))
                .orElseGet(() -> new HostException(Part.CHILD, message, cause));
    }

    private static String hostOf(JsonObject child) {
        return child.getValue("host") instanceof String host ? host : "port";
    }

    private static String inUse(String host, int port) {
        return host + (host.equals("port") ? " " : ":") + port + " is already in use";
    }

    /** Netty's native transports throw their own exception for it, so the system's words are what is common. */
    static boolean isAddressInUse(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (message(cause).toLowerCase(Locale.ROOT).contains("address already in use")) {
                return true;
            }
        }
        return false;
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private static Optional<WorkerConfig> worker(SupervisorConfig supervisor, String path) {
        int slash = path.indexOf('/');
        String segment = slash < 0 ? path : path.substring(0, slash);
        int instance = segment.indexOf('#');
        String id = instance < 0 ? segment : segment.substring(0, instance);
        Optional<ChildConfig.Body> body = supervisor.children().stream()
                .filter(child -> child.id().equals(id))
                .map(ChildConfig::body)
                .findFirst();
        if (slash < 0) {
            return body.filter(WorkerConfig.class::isInstance).map(WorkerConfig.class::cast);
        }
        return body.filter(SupervisorConfig.class::isInstance)
                .map(SupervisorConfig.class::cast)
                .flatMap(next -> worker(next, path.substring(slash + 1)));
    }
}
