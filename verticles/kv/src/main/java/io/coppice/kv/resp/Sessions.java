package io.coppice.kv.resp;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The clients of this node that speak Redis's protocol, by their ids. */
public final class Sessions implements Shareable {

    private static final String KEY = "coppice.kv.sessions";

    private final Map<Long, Session> open = new ConcurrentSkipListMap<>();
    private final AtomicLong ids = new AtomicLong();

    private Sessions() {}

    /** The one of this Vert.x. */
    public static Sessions of(Vertx vertx) {
        LocalMap<String, Sessions> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new Sessions());
    }

    Session open(String address) {
        Session session = new Session(ids.incrementAndGet(), address, open, now());
        open.put(session.id(), session);
        return session;
    }

    /** Of a client of another node, which is known there. */
    static Session ofVisitor(int version) {
        Session session = new Session(0, "", Map.of(), 0);
        session.version(version);
        return session;
    }

    String list() {
        StringBuilder lines = new StringBuilder();
        long now = now();
        open.values().forEach(session -> lines.append(session.line(now)));
        return lines.toString();
    }

    int size() {
        return open.size();
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
