package io.coppice.bench.languages.bare;

import io.vertx.core.Future;

/** A verticle in Java. */
final class BareJava extends BareEcho {

    @Override
    public Future<?> start() {
        return vertx.eventBus()
                .consumer(ADDRESS, message -> message.reply(message.body()))
                .completion();
    }
}
