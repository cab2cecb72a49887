package io.coppice.infosys.web;

import io.coppice.component.config.ComponentConfig;
import io.coppice.component.web.FixedPages;
import io.coppice.component.web.HostGuard;
import io.coppice.component.web.JsonErrors;
import io.coppice.component.web.WebListener;
import io.coppice.component.web.WebSettings;
import io.coppice.infosys.rooms.Clients;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.web.RouterCrashes;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.ext.web.Router;

/**
 * The verticle that serves the information system over HTTP; as many instances as one likes share the port.
 *
 * <p>Configuration: {@code host}, {@code port} (4004), {@code max_connections} of each instance. Its sibling {@code clients} must be a
 * dynamic supervisor.
 */
public final class WebServer extends VerticleBase {

    @Override
    public Future<?> start() {
        WebSettings settings = WebSettings.of(new ComponentConfig(config(), WebSettings.KEYS), 4004);
        Supervision supervision = Supervision.of(vertx);
        Child self = supervision.self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        Clients clients = new Clients(vertx, supervision.siblingPath("clients"));

        Router router = Router.router(vertx);
        RouterCrashes.on(router, self);
        JsonErrors.addTo(router, QuestionRoutes::allowed, QuestionRoutes.MOST_BODY_BYTES);
        router.route().handler(new HostGuard(settings.host()));
        new QuestionRoutes(vertx).addTo(router);
        new RoomRoute(clients).addTo(router);
        FixedPages.addTo(router, WebServer.class);
        return new WebListener(vertx, "infosys", settings).listen(router);
    }
}
