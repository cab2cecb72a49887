package io.coppice.counter.web;

import io.coppice.component.config.ComponentConfig;
import io.coppice.component.web.FixedPages;
import io.coppice.component.web.HostGuard;
import io.coppice.component.web.JsonErrors;
import io.coppice.component.web.WebListener;
import io.coppice.component.web.WebSettings;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.web.RouterCrashes;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The verticle that serves counters over HTTP; as many instances as one likes share the port.
 *
 * <p>Configuration: {@code host}, {@code port} (4005), {@code max_connections} of each instance; {@code counters}, the names of those
 * that it reaches, and no others; {@code timeout}, how many milliseconds a counter has for its answer (5000).
 */
public final class WebServer extends VerticleBase {

    private static final int MOST_COUNTERS = 100;

    @Override
    public Future<?> start() {
        ComponentConfig config = new ComponentConfig(
                config(),
                Stream.concat(WebSettings.KEYS.stream(), Stream.of("counters", "timeout"))
                        .toList());
        WebSettings settings = WebSettings.of(config, 4005);
        List<String> counters = config.texts("counters", MOST_COUNTERS);
        Duration timeout = Duration.ofMillis(config.whole("timeout", 5_000, 1, 60_000));
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));

        Router router = Router.router(vertx);
        RouterCrashes.on(router, self);
        JsonErrors.addTo(router, CounterRoutes::allowed, CounterRoutes.MOST_BODY_BYTES);
        router.route().handler(new HostGuard(settings.host()));
        new CounterRoutes(vertx, counters, timeout).addTo(router);
        FixedPages.addTo(router, WebServer.class);
        return new WebListener(vertx, "counter", settings).listen(router);
    }
}
