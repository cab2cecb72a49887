package io.coppice.todo.web;

import io.coppice.component.config.ComponentConfig;
import io.coppice.component.web.FixedPages;
import io.coppice.component.web.HostGuard;
import io.coppice.component.web.JsonErrors;
import io.coppice.component.web.WebListener;
import io.coppice.component.web.WebSettings;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.web.RouterCrashes;
import io.coppice.todo.lists.Lists;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.ext.web.Router;

/**
 * The verticle that serves to-do lists over HTTP; as many instances as one likes share the port.
 *
 * <p>Configuration: {@code host}, {@code port} (4002), {@code max_connections} of each instance.
 */
public final class WebServer extends VerticleBase {

    @Override
    public Future<?> start() {
        WebSettings settings = WebSettings.of(new ComponentConfig(config(), WebSettings.KEYS), 4002);
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));

        Router router = Router.router(vertx);
        RouterCrashes.on(router, self);
        JsonErrors.addTo(router, ListRoutes::allowed, ListRoutes.MOST_BODY_BYTES);
        router.route().handler(new HostGuard(settings.host()));
        new ListRoutes(new Lists(vertx)).addTo(router);
        FixedPages.addTo(router, WebServer.class);
        return new WebListener(vertx, "todo", settings).listen(router);
    }
}
