package io.coppice.host.observer;

import io.coppice.host.load.Load;
import io.coppice.host.load.LoadReport;
import io.coppice.host.load.LoadSettings;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code POST /api/bus/bench}: the node puts load on an address of its event bus.
 *
 * <p>It is answered as server-sent events: {@code progress} several times a second, then one {@code result}. Who closes the
 * connection ends the load. One runs at a time.
 */
final class BenchRoute {

    private static final int PROGRESS_MILLIS = 200;

    private final ObservedNode node;
    private final BusAddresses addresses;
    /** Only touched on the observer's event loop. */
    private boolean busy;

    BenchRoute(ObservedNode node, BusAddresses addresses) {
        this.node = node;
        this.addresses = addresses;
    }

    void mount(Router router) {
        router.post("/api/bus/bench")
                .handler(context -> BusRoutes.accepted(context, BenchRequest::of, LoadSettings::address, addresses)
                        .ifPresent(settings -> begin(context, settings)));
    }

    private void begin(RoutingContext routing, LoadSettings settings) {
        if (busy) {
            JsonErrors.answer(routing, 503, "the node is under load of this kind already; try again when that is over");
            return;
        }
        busy = true;
        Load load = new Load(node.vertx(), settings, System::nanoTime);
        HttpServerResponse response = routing.response();
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .closeHandler(v -> load.stop());
        Context own = routing.vertx().getOrCreateContext();
        tell(response, load);
        long timer = routing.vertx().setPeriodic(PROGRESS_MILLIS, id -> tell(response, load));
        load.start()
                .onComplete(report -> own.runOnContext(v -> {
                    busy = false;
                    routing.vertx().cancelTimer(timer);
                    end(response, report);
                }));
    }

    private static void tell(HttpServerResponse response, Load load) {
        if (!response.closed() && !response.writeQueueFull()) {
            JsonObject counts = new JsonObject().put("replied", load.replied()).put("failed", load.failed());
            response.write("event: progress\ndata: " + counts.encode() + "\n\n");
        }
    }

    private static void end(HttpServerResponse response, AsyncResult<LoadReport> report) {
        if (response.closed()) {
            return;
        }
        if (report.succeeded()) {
            response.end("event: result\ndata: " + report.result().toJson().encode() + "\n\n");
        } else {
            JsonObject error = new JsonObject().put("error", String.valueOf(report.cause()));
            response.end("event: error\ndata: " + error.encode() + "\n\n");
        }
    }
}
