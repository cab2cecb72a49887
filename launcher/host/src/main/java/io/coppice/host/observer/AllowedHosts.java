package io.coppice.host.observer;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Refuses requests whose {@code Host} is not this machine's.
 *
 * <p>A page from elsewhere can make a browser send requests to loopback under a name that resolves to it (DNS rebinding);
 * the name is what gives it away.
 */
public final class AllowedHosts implements Handler<RoutingContext> {

    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "[::1]");

    private static final Pattern PORT = Pattern.compile(":[0-9]*$");
    private static final Pattern AFTER_AUTHORITY = Pattern.compile("[/?#].*");

    private final List<String> names = new ArrayList<>(LOOPBACK);

    public AllowedHosts(String configured) {
        names.add(configured.indexOf(':') < 0 ? configured : "[" + configured + "]");
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() > 1) {
            JsonErrors.answer(context, 400, "more than one Host header");
        } else if (!hosts.isEmpty() && isAllowed(hosts.get(0)) && isAllowedTarget(request.uri())) {
            context.next();
        } else {
            JsonErrors.answer(context, 403, "the Host header must name this machine, such as 127.0.0.1");
        }
    }

    /** Whether a page of this origin, as browsers name it, is of this machine. */
    boolean isAllowedOrigin(String origin) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && isAllowed(origin.substring(scheme + 3));
    }

    /** Any port will do: through a tunnel it is another than the observer's. */
    private boolean isAllowed(String host) {
        return names.contains(PORT.matcher(host).replaceFirst("").toLowerCase(Locale.ROOT));
    }

    /** A target may be a whole URL, as proxies are asked, and then its host counts as well. */
    private boolean isAllowedTarget(String target) {
        int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
        return scheme < 0
                || isAllowed(
                        AFTER_AUTHORITY.matcher(target.substring(scheme + 3)).replaceFirst(""));
    }
}
