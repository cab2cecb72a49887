package io.coppice.language.groovy;

import groovy.lang.Closure;
import groovy.lang.Script;
import io.vertx.core.Vertx;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a child's script has of its node: the functions and properties here are those of the script. */
public abstract class ChildScript extends Script {

    private @Nullable GroovyVerticle verticle;

    void begin(GroovyVerticle child) {
        this.verticle = child;
    }

    private GroovyVerticle child() {
        GroovyVerticle child = verticle;
        if (child == null) {
            throw new IllegalStateException("the script does not run yet");
        }
        return child;
    }

    /** The child's config. */
    public @Nullable Object getConfig() {
        return Values.plain(child().config());
    }

    /** The child's path in the tree, such as {@code /greeter}. */
    public @Nullable String getPath() {
        return child().path();
    }

    /** All that Vert.x has; what goes wrong in its handlers is a crash as well. */
    public Vertx getVertx() {
        return child().vertx();
    }

    /** The node's log. */
    public ScriptLog getLog() {
        return child().log();
    }

    /** Calls the closure for each message to an address. */
    public void consumer(Object address, Closure<?> handler) {
        child().consumer(address.toString(), false, handler);
    }

    /** As above; with {@code local: true} for those of this node only. */
    public void consumer(Map<String, ?> options, Object address, Closure<?> handler) {
        child().consumer(address.toString(), Boolean.TRUE.equals(options.get("local")), handler);
    }

    public void unregister(Object address) {
        child().unregister(address.toString());
    }

    public void send(Object address, @Nullable Object body) {
        getVertx().eventBus().send(address.toString(), Values.json(body));
    }

    public void publish(Object address, @Nullable Object body) {
        getVertx().eventBus().publish(address.toString(), Values.json(body));
    }

    public Reply request(Object address, @Nullable Object body) {
        return request(Map.of(), address, body);
    }

    /** The reply; with {@code timeout: 5000} within so many milliseconds, 30000 without. */
    public Reply request(Map<String, ?> options, Object address, @Nullable Object body) {
        return child().request(address.toString(), Values.json(body), options.get("timeout"));
    }

    /** Calls the closure once; answers what {@link #cancel} takes. */
    public long after(long millis, Closure<?> code) {
        return getVertx().setTimer(millis, id -> child().call(code));
    }

    /** Calls the closure again and again. */
    public long every(long millis, Closure<?> code) {
        return getVertx().setPeriodic(millis, id -> child().call(code));
    }

    public boolean cancel(long timer) {
        return getVertx().cancelTimer(timer);
    }
}
