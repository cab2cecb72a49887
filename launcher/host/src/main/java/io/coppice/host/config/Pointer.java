package io.coppice.host.config;

/** JSON pointers (RFC 6901). */
final class Pointer {

    private Pointer() {}

    /** The pointer of a member or element of what {@code parent} points to. */
    static String child(String parent, String key) {
        return parent + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    static String child(String parent, int index) {
        return parent + "/" + index;
    }
}
