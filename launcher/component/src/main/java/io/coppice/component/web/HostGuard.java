package io.coppice.component.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets through only what names this server.
 *
 * <p>{@code Host} must be one of its names, or else a site whose name was bound to 127.0.0.1 could read what it serves in
 * its visitors' browsers (DNS rebinding). A request must not come from a page of another site: browsers say so with those in
 * {@code Sec-Fetch-Site}, and older ones in {@code Origin} where it changes something or opens a WebSocket; other clients need
 * not. A link from there may be followed.
 */
public final class HostGuard implements Handler<RoutingContext> {

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Set<String> names;

    /**
     * A guard.
     *
     * @param configured the server's own address, one of its names besides those of loopback
     */
    public HostGuard(String configured) {
        this.names = Stream.of("127.0.0.1", "localhost", "[::1]", configured).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void handle(RoutingContext request) {
        HostAndPort host = request.request().authority();
        if (request.request().headers().getAll(HttpHeaders.HOST).size() > 1) {
            JsonErrors.error(request, 400, "there must be one Host header");
        } else if (!isOurTarget(request.request().uri())) {
            JsonErrors.error(request, 403, "the target must be a path, or name this server");
        } else if (host == null || !isOurs(host.host())) {
            JsonErrors.error(request, 403, "the Host header must name this server, such as 127.0.0.1 or localhost");
        } else if (!isReading(request) && !isOwnPage(request, host)) {
            JsonErrors.error(request, 403, "a page of another site may not change anything here");
        } else if (isForeign(request)) {
            JsonErrors.error(request, 403, "a page of another site may not use this one");
        } else {
            request.next();
        }
    }

    /** An image or a script of a page elsewhere starts what it asks for, though the page does not see the answer. */
    private static boolean isForeign(RoutingContext request) {
        return "cross-site".equals(request.request().getHeader("Sec-Fetch-Site"))
                && !"document".equals(request.request().getHeader("Sec-Fetch-Dest"));
    }

    /** Whether its answer stays with the browser where another site's page asked: that of a WebSocket does not. */
    private static boolean isReading(RoutingContext request) {
        return READING.contains(request.request().method())
                && !request.request().headers().contains(HttpHeaders.UPGRADE);
    }

    private boolean isOurs(@Nullable String host) {
        return host != null && names.contains(host.toLowerCase(Locale.ROOT));
    }

    /** The target of a request is a path, or rarely a whole address, whose host counts more than the header. */
    private boolean isOurTarget(String target) {
        if (target.startsWith("/") || target.equals("*")) {
            return true;
        }
        try {
            URI uri = new URI(target);
            return "http".equalsIgnoreCase(uri.getScheme()) && isOurs(uri.getHost());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Whether a page sent it that this server has served under this name; another port is another server. */
    private static boolean isOwnPage(RoutingContext request, HostAndPort host) {
        String origin = request.request().getHeader(HttpHeaders.ORIGIN);
        if (origin == null) {
            return true;
        }
        try {
            URI page = new URI(origin);
            return "http".equalsIgnoreCase(page.getScheme())
                    && host.host().equalsIgnoreCase(page.getHost())
                    && portOrDefault(host.port()) == portOrDefault(page.getPort());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static int portOrDefault(int port) {
        return port < 0 ? 80 : port;
    }
}
