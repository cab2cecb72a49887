package io.coppice.host.observer;

import io.coppice.host.observer.BusRequest.BadRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/bus/call}, {@code /api/bus/send} and {@code /api/bus/publish}: the event bus for whoever has the token.
 *
 * <p>A reply is answered as {@code {"body":...}}, and a failure as {@code {"error":"the version is 2, not 1","code":412,
 * "type":"RECIPIENT_FAILURE","address":"kv.router"}} with the status 404 where nobody listens, 504 where nobody replies in
 * time, and 502 where the recipient fails.
 */
final class BusRoutes {

    static final int MOST_CALLS = 256;

    private static final String JSON = "application/json";
    private static final Buffer NOTHING = Buffer.buffer("{}");
    /** A value of the key-value store's largest, in base64, and what is around it. */
    private static final long LARGEST_BODY = 2 * 1024 * 1024;

    private final ObservedNode node;
    private final ChangeGuard guard;
    private final BusAddresses addresses;
    /** Only touched on the observer's event loop. */
    private int underWay;

    BusRoutes(ObservedNode node, ChangeGuard guard, BusAddresses addresses) {
        this.node = node;
        this.guard = guard;
        this.addresses = addresses;
    }

    /** Before whatever else reads bodies. */
    void mountGuard(Router router) {
        router.route("/api/bus/*").handler(guard);
        router.route("/api/bus/*").handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
    }

    void mount(Router router) {
        router.post("/api/bus/call").handler(context -> relay(context, this::call));
        router.post("/api/bus/send").handler(context -> relay(context, this::send));
        router.post("/api/bus/publish").handler(context -> relay(context, this::publish));
    }

    /** Reads a kind of request. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Buffer body) throws BadRequest;
    }

    /** A request to the event bus; where it is none, or may not reach its address, that is answered, and empty. */
    static <T> Optional<T> accepted(
            RoutingContext context, Reader<T> reader, Function<T, String> address, BusAddresses addresses) {
        @Nullable String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(JSON)) {
            JsonErrors.answer(context, 415, "the Content-Type must be " + JSON);
            return Optional.empty();
        }
        T request;
        try {
            @Nullable Buffer body = context.body().buffer();
            request = reader.read(body == null ? Buffer.buffer() : body);
        } catch (BadRequest wrong) {
            JsonErrors.answer(context, 400, String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
        Optional<String> refusal = addresses.refusal(address.apply(request));
        refusal.ifPresent(why -> JsonErrors.answer(context, 403, why));
        return refusal.isPresent() ? Optional.empty() : Optional.of(request);
    }

    private void relay(RoutingContext context, Function<BusRequest, Future<Buffer>> action) {
        accepted(context, BusRequest::of, BusRequest::address, addresses)
                .ifPresent(request -> relay(context, request, action));
    }

    private void relay(RoutingContext context, BusRequest request, Function<BusRequest, Future<Buffer>> action) {
        if (underWay >= MOST_CALLS) {
            JsonErrors.answer(context, 503, MOST_CALLS + " requests to the event bus are under way; try again");
            return;
        }
        underWay++;
        inTime(context, request, action).onComplete(result -> {
            underWay--;
            if (result.succeeded()) {
                answer(context, result.result());
            } else {
                fail(context, request, result.cause());
            }
        });
    }

    /** On the observer's context, and within its own time: the event loop that brings the reply may be blocked. */
    private static Future<Buffer> inTime(
            RoutingContext routing, BusRequest request, Function<BusRequest, Future<Buffer>> action) {
        Context own = routing.vertx().getOrCreateContext();
        Promise<Buffer> answer = Promise.promise();
        long timer = routing.vertx()
                .setTimer(request.timeoutMillis(), id -> answer.tryFail(new ReplyException(ReplyFailure.TIMEOUT)));
        action.apply(request)
                .onComplete(result -> own.runOnContext(v -> {
                    routing.vertx().cancelTimer(timer);
                    if (result.succeeded()) {
                        answer.tryComplete(result.result());
                    } else {
                        answer.tryFail(result.cause());
                    }
                }));
        return answer.future();
    }

    private Future<Buffer> call(BusRequest request) {
        return onBus(bus ->
                bus.request(request.address(), request.body(), options(request)).compose(BusRoutes::json));
    }

    private Future<Buffer> send(BusRequest request) {
        return onBus(bus -> bus.sender(request.address(), options(request))
                .write(request.body())
                .map(NOTHING));
    }

    private Future<Buffer> publish(BusRequest request) {
        return onBus(bus -> bus.publisher(request.address(), options(request))
                .write(request.body())
                .map(NOTHING));
    }

    private Future<Buffer> onBus(Function<EventBus, Future<Buffer>> action) {
        try {
            return action.apply(node.vertx().eventBus());
        } catch (RuntimeException refused) {
            // When the node stops, for one.
            return Future.failedFuture(new ReplyException(ReplyFailure.ERROR, String.valueOf(refused.getMessage())));
        }
    }

    private static DeliveryOptions options(BusRequest request) {
        return new DeliveryOptions().setSendTimeout(request.timeoutMillis());
    }

    /** A reply may be any object that somebody has registered a codec for. */
    private static Future<Buffer> json(Message<?> reply) {
        try {
            return Future.succeededFuture(
                    new JsonObject().put("body", reply.body()).toBuffer());
        } catch (EncodeException notJson) {
            return Future.failedFuture(new ReplyException(
                    ReplyFailure.ERROR, "the reply cannot be written as JSON: " + notJson.getMessage()));
        }
    }

    private static void answer(RoutingContext context, Buffer json) {
        if (!context.response().closed()) {
            context.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(json);
        }
    }

    private static void fail(RoutingContext context, BusRequest request, Throwable cause) {
        ReplyException failure = cause instanceof ReplyException reply
                ? reply
                : new ReplyException(ReplyFailure.ERROR, cause.toString());
        JsonObject body = new JsonObject()
                .put("error", text(request, failure))
                .put("code", failure.failureCode())
                .put("type", failure.failureType().name())
                .put("address", request.address());
        JsonErrors.answer(context, status(failure.failureType()), body);
    }

    private static int status(ReplyFailure type) {
        return switch (type) {
            case NO_HANDLERS -> 404;
            case TIMEOUT -> 504;
            case RECIPIENT_FAILURE, ERROR -> 502;
        };
    }

    private static String text(BusRequest request, ReplyException failure) {
        return switch (failure.failureType()) {
            case NO_HANDLERS -> "nobody listens at " + request.address();
            case TIMEOUT -> request.address() + " has not replied within " + request.timeoutMillis() + " ms";
            case RECIPIENT_FAILURE, ERROR -> failure.getMessage() == null ? "without a reason" : failure.getMessage();
        };
    }
}
