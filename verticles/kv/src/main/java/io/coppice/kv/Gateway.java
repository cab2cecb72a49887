package io.coppice.kv;

import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.bus.JsonRoute;
import io.coppice.kv.lines.LineProtocol;
import io.coppice.kv.resp.RespProtocol;
import io.coppice.kv.resp.Sessions;
import io.coppice.kv.route.HopMessage;
import io.coppice.kv.route.Route;
import io.coppice.kv.route.Routes;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Budget;
import io.coppice.kv.store.Events;
import io.coppice.kv.tcp.Errand;
import io.coppice.kv.tcp.Protocol;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/** The door of this node to the others: what comes in is carried out here, or goes on. */
final class Gateway {

    private final Vertx vertx;
    private final Context context;
    private final Routes routes;
    private final BucketTable table;
    private final BucketNames names;
    private final Events events;
    private final Budget budget;
    private final Sessions sessions;

    Gateway(Vertx vertx, Context context, Routes routes) {
        this.vertx = vertx;
        this.context = context;
        this.routes = routes;
        this.table = BucketTable.of(vertx);
        this.names = new BucketNames(vertx);
        this.events = Events.of(vertx);
        this.budget = Budget.of(vertx);
        this.sessions = Sessions.of(vertx);
    }

    void handle(Message<Object> message) {
        if (message.body() instanceof Buffer buffer) {
            carryOut(message, buffer);
        } else if (message.body() instanceof JsonObject body) {
            JsonRoute.arrived(vertx, routes, message, body);
        } else {
            message.fail(Routes.REFUSED, "a gateway takes what the router of another node sends, and nothing else");
        }
    }

    private void carryOut(Message<Object> message, Buffer buffer) {
        HopMessage hop;
        try {
            hop = HopMessage.decode(buffer);
        } catch (IllegalArgumentException e) {
            message.fail(Routes.REFUSED, e.getMessage());
            return;
        }
        Route route = routes.from(hop.path());
        Errand.run(context, route, protocol(hop.tag(), route), hop, budget)
                .onSuccess(message::reply)
                .onFailure(failure -> message.fail(
                        failure instanceof IllegalArgumentException ? Routes.REFUSED : Routes.FAILED,
                        String.valueOf(failure.getMessage())));
    }

    private Protocol protocol(byte tag, Route route) {
        return tag == LineProtocol.TAG
                ? new LineProtocol(table, names, route, events, budget)
                : RespProtocol.ofVisitor(table, names, route, events, budget, sessions, tag);
    }
}
