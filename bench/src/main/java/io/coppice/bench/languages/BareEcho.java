package io.coppice.bench.languages;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** An echo in Java without any supervision, which is what others are compared with. */
final class BareEcho extends VerticleBase {

    static final String ADDRESS = "bare";

    Context context() {
        return context;
    }

    @Override
    public Future<?> start() {
        return vertx.eventBus()
                .consumer(ADDRESS, message -> message.reply(message.body()))
                .completion();
    }
}
