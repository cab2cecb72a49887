package io.coppice.language.groovy;

import groovy.lang.Closure;
import io.vertx.core.Future;

/** What will come of a request: a message, or a failure. */
public final class Reply {

    private final GroovyVerticle verticle;
    private final Future<Received> future;

    Reply(GroovyVerticle verticle, Future<Received> future) {
        this.verticle = verticle;
        this.future = future;
    }

    /** Calls the closure with the message. */
    public Reply onSuccess(Closure<?> code) {
        future.onSuccess(message -> verticle.call(code, message));
        return this;
    }

    /** Calls the closure with the {@link io.vertx.core.eventbus.ReplyException}. */
    public Reply onFailure(Closure<?> code) {
        future.onFailure(failure -> verticle.call(code, failure));
        return this;
    }

    /** The same as Vert.x has it. */
    public Future<Received> getFuture() {
        return future;
    }
}
