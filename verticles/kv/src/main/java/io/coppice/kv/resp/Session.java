package io.coppice.kv.resp;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one client that speaks Redis's protocol; used on its own thread, listed from any. */
final class Session {

    private final long id;
    private final String address;
    private final Map<Long, Session> open;
    private final long since;
    private volatile int version = 2;
    private volatile byte @Nullable [] name;
    private volatile String libraryName = "";
    private volatile String libraryVersion = "";

    /** @param since seconds of the wall clock */
    Session(long id, String address, Map<Long, Session> open, long since) {
        this.id = id;
        this.address = address;
        this.open = open;
        this.since = since;
    }

    long id() {
        return id;
    }

    /** 2 or 3. */
    int version() {
        return version;
    }

    void version(int value) {
        version = value;
    }

    byte @Nullable [] name() {
        return name;
    }

    void name(byte @Nullable [] value) {
        name = value;
    }

    void library(String newName, String newVersion) {
        libraryName = newName;
        libraryVersion = newVersion;
    }

    String libraryName() {
        return libraryName;
    }

    String libraryVersion() {
        return libraryVersion;
    }

    void reset() {
        version = 2;
        name = null;
    }

    void close() {
        open.remove(id, this);
    }

    /** Its line of CLIENT LIST. */
    String line(long now) {
        byte[] given = name;
        return "id=" + id + " addr=" + address + " name="
                + (given == null ? "" : new String(given, java.nio.charset.StandardCharsets.UTF_8))
                + " age=" + (now - since) + " db=0 resp=" + version + " lib-name=" + libraryName + " lib-ver="
                + libraryVersion
                + "\n";
    }
}
