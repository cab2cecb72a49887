package io.coppice.supervision;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * A worker: any Vert.x verticle, made anew for each start.
 *
 * @param description what reports call it
 * @param factory makes the verticle, on the context on which it will run; what it throws is a failed start
 * @param options threading, worker pool, class loader and configuration; its number of instances is not used
 */
public record VerticleStart(String description, Callable<? extends Deployable> factory, DeploymentOptions options)
        implements VerticleSource {

    public VerticleStart {
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(factory, "factory");
        // A child is one instance: several are several children (ChildSpec.instances).
        options = options.getInstances() == 1 ? options : new DeploymentOptions(options).setInstances(1);
    }

    /** It is the same for each start. */
    @Override
    public VerticleStart next() {
        return this;
    }

    /** A verticle on an event loop, without configuration. */
    public static VerticleStart of(String description, Supplier<? extends Deployable> factory) {
        return new VerticleStart(description, factory::get, new DeploymentOptions());
    }

    public VerticleStart withOptions(DeploymentOptions value) {
        return new VerticleStart(description, factory, value);
    }
}
