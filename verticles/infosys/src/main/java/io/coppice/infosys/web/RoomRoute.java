package io.coppice.infosys.web;

import io.coppice.component.web.JsonErrors;
import io.coppice.infosys.question.Texts;
import io.coppice.infosys.rooms.Clients;
import io.coppice.infosys.talk.Said;
import io.coppice.infosys.talk.Seen;
import io.coppice.infosys.talk.Topic;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** {@code GET /rooms/TOPIC?name=NAME&since=CURSOR}, a WebSocket: what is wrong with it is told before it is one. */
final class RoomRoute {

    /** "Upgrade required" of HTTP. */
    private static final int UPGRADE_REQUIRED = 426;

    private final Clients clients;

    RoomRoute(Clients clients) {
        this.clients = clients;
    }

    void addTo(Router router) {
        router.get("/rooms/:topic").handler(this::enter);
    }

    private void enter(RoutingContext request) {
        Topic topic;
        String name;
        Seen seen;
        try {
            topic = new Topic(request.pathParam("topic"));
            name = Texts.line("name", parameter(request, "name").orElse("somebody"), Said.MOST_NAME);
            seen = Seen.of(parameter(request, "since").orElse(""));
        } catch (IllegalArgumentException wrong) {
            JsonErrors.error(request, 400, String.valueOf(wrong.getMessage()));
            return;
        }
        if (!request.request().headers().contains(HttpHeaders.UPGRADE)) {
            request.response().putHeader(HttpHeaders.UPGRADE, "websocket");
            JsonErrors.error(request, UPGRADE_REQUIRED, "a room is entered with a WebSocket");
            return;
        }
        request.request()
                .toWebSocket()
                .onSuccess(socket -> {
                    // Until its process listens.
                    socket.pause();
                    clients.start(socket, topic, name, seen);
                })
                .onFailure(cause ->
                        JsonErrors.error(request, 400, "this is no request for a WebSocket: " + cause.getMessage()));
    }

    private static Optional<String> parameter(RoutingContext request, String name) {
        return request.queryParam(name).stream().findFirst();
    }
}
