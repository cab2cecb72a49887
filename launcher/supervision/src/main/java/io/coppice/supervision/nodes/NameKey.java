package io.coppice.supervision.nodes;

/**
 * The texts under which registrations are kept: of a unique name the name itself, which so is there once; of others the name with
 * what tells one registration from the next.
 */
public final class NameKey {

    private static final String UNIQUE = "u/";
    private static final String DUPLICATE = "d/";

    private NameKey() {}

    /** What the names of a registry begin with, and those of no other. */
    public static String prefix(String registry, boolean isUnique) {
        return (isUnique ? UNIQUE : DUPLICATE) + registry.length() + ":" + registry + "/";
    }

    /** Where a registration under a name is kept. */
    public static String of(String name, NamedChild child) {
        return isUnique(name) ? name : name + "/" + child.process() + "/" + child.id();
    }

    public static boolean isUnique(String key) {
        return key.startsWith(UNIQUE);
    }

    /** The name of what is kept there. */
    public static String nameOf(String key) {
        return isUnique(key) ? key : key.substring(0, key.lastIndexOf('/', key.lastIndexOf('/') - 1));
    }
}
