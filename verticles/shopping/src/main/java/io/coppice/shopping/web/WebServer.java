package io.coppice.shopping.web;

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

/**
 * The verticle that serves the shop over HTTP; as many instances as one likes share the port.
 *
 * <p>Configuration: {@code host}, {@code port} (4003), {@code max_connections} of each instance.
 */
public final class WebServer extends VerticleBase {

    @Override
    public Future<?> start() {
        WebSettings settings = WebSettings.of(new ComponentConfig(config(), WebSettings.KEYS), 4003);
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        Router router = Router.router(vertx);
        RouterCrashes.on(router, self);
        JsonErrors.addTo(router, SessionRoutes::allowed, SessionRoutes.MOST_BODY_BYTES);
        router.route().handler(new HostGuard(settings.host()));
        new SessionRoutes(vertx).addTo(router);
        FixedPages.addTo(router, WebServer.class);
        return new WebListener(vertx, "shopping", settings).listen(router);
    }
}
