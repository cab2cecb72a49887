package io.coppice.host.config;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a {@code plugin.json}: everything is checked, and all faults are found in one pass. */
public final class DescriptorReader {

    static final List<String> KEYS = List.of(
            "$schema", "id", "version", "language", "description", "requires", "children", "addresses", "digest");

    private static final List<String> REQUIRES_KEYS = List.of("coppice", "plugins");
    private static final String CONFIG_SCHEMA = "config_schema";

    /** It is part of file names, and of paths in the tree. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final Pattern LANGUAGE = Pattern.compile("[a-z][a-z0-9]{0,15}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private final Faults faults;
    private final int javaVersion;

    private DescriptorReader(Faults faults, int javaVersion) {
        this.faults = faults;
        this.javaVersion = javaVersion;
    }

    /**
     * Reads one.
     *
     * @param where what faults call the file
     * @throws ConfigException with all faults, if there is any
     */
    public static PluginDescriptor read(String where, String text) throws ConfigException {
        Faults faults = new Faults(where);
        PluginDescriptor descriptor = null;
        try {
            Object value = JsonText.parse(text);
            if (value instanceof Map<?, ?> members) {
                Section root = new Section(Overrides.members(members), "", faults);
                descriptor = new DescriptorReader(faults, Runtime.version().feature()).read(root);
            } else {
                faults.add("", "must be an object, not " + JsonType.shown(value), "");
            }
        } catch (JsonText.SyntaxException broken) {
            faults.add("", String.valueOf(broken.getMessage()), "");
        }
        if (descriptor == null || !faults.isEmpty()) {
            throw new ConfigException(faults.all());
        }
        return descriptor;
    }

    private PluginDescriptor read(Section root) {
        root.allow(KEYS).text("$schema");
        String id = matching(root, "id", ID, "a name of letters, digits, dots, underscores and hyphens")
                .orElse("");
        if (!root.has("id")) {
            root.missing("id", "add \"id\": \"NAME\"");
        }
        String language = matching(root, "language", LANGUAGE, "the prefix of a language, such as \"java\"")
                .orElse(PluginDescriptor.DEFAULT_LANGUAGE);
        Section requires = root.section("requires").allow(REQUIRES_KEYS);
        return new PluginDescriptor(
                id,
                version(root),
                language,
                root.text("description").orElse(""),
                requires.text("coppice").flatMap(range -> range(requires, "coppice", range)),
                plugins(requires),
                children(root, id, language),
                WorkerReader.addresses(root, "addresses"),
                matching(root, "digest", DIGEST, "\"sha256:\" and 64 hexadecimal digits in lower case"));
    }

    private static Optional<String> matching(Section section, String key, Pattern pattern, String what) {
        Optional<String> text = section.text(key);
        if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
            section.fault(key, "must be " + what + ", not " + JsonType.shown(text.get()), "");
            return Optional.empty();
        }
        return text;
    }

    private static Optional<SemVer> version(Section root) {
        Optional<String> text = root.text("version");
        Optional<SemVer> version = text.flatMap(SemVer::of);
        if (text.isPresent() && version.isEmpty()) {
            root.fault(
                    "version", "is no version: " + JsonType.shown(text.get()), "write three numbers, as in \"1.2.0\"");
        } else if (!root.has("version")) {
            root.missing("version", "add \"version\": \"1.0.0\"");
        }
        return version;
    }

    private static Optional<VersionRange> range(Section section, String key, String text) {
        Optional<VersionRange> range = VersionRange.of(text);
        if (range.isEmpty()) {
            section.fault(key, "is no range of versions: " + JsonType.shown(text), "write \"^1.2\", or \">=1.2 <3\"");
        }
        return range;
    }

    private static Map<String, VersionRange> plugins(Section requires) {
        Map<String, VersionRange> plugins = new LinkedHashMap<>();
        if (requires.raw("plugins") instanceof Map<?, ?> named) {
            Section ranges = requires.section("plugins");
            Overrides.members(named)
                    .keySet()
                    .forEach(id -> ranges.text(id)
                            .flatMap(text -> range(ranges, id, text))
                            .ifPresent(range -> plugins.put(id, range)));
        } else {
            requires.section("plugins");
        }
        return plugins;
    }

    private Map<String, OfferedChild> children(Section root, String plugin, String language) {
        Map<String, OfferedChild> children = new LinkedHashMap<>();
        List<?> listed = root.list("children");
        for (int i = 0; i < listed.size(); i++) {
            String pointer = Pointer.child(root.pointer("children"), i);
            if (!(listed.get(i) instanceof Map<?, ?> object)) {
                faults.add(pointer, "must be an object, not " + JsonType.shown(listed.get(i)), "");
                continue;
            }
            Map<String, @Nullable Object> members = new LinkedHashMap<>(Overrides.members(object));
            Section section = new Section(Overrides.members(object), pointer, faults);
            Optional<JsonObject> schema = schema(section);
            refuseGrants(section);
            members.remove(CONFIG_SCHEMA);
            prefix(members, language);
            // The same reader as for configurations: what it finds now is no surprise to the one who refers to it.
            ChildReader reader = new ChildReader(new WorkerReader((start, of) -> Optional.empty(), javaVersion));
            Optional<ChildConfig> child = reader.read(
                    new Section(members, pointer, faults), new SupervisorReader(faults, reader, NodeNames.any()));
            child.map(read -> new OfferedChild(plugin, read.id(), members, schema))
                    .map(offered -> children.put(offered.id(), offered))
                    .ifPresent(twice -> section.fault("id", "duplicate id \"" + twice.id() + "\"", ""));
        }
        return children;
    }

    private static Optional<JsonObject> schema(Section child) {
        if (!(child.raw(CONFIG_SCHEMA) instanceof Map<?, ?> object)) {
            child.section(CONFIG_SCHEMA);
            return Optional.empty();
        }
        JsonObject schema = new JsonObject(Overrides.members(object));
        ConfigCheck.problemOf(schema).ifPresent(why -> child.fault(CONFIG_SCHEMA, "is no JSON schema: " + why, ""));
        return Optional.of(schema);
    }

    /** A plugin asks; the node's configuration grants. */
    private void refuseGrants(Section child) {
        if (child.has("grants")) {
            child.fault(
                    "grants",
                    "is for the configuration of a node",
                    "name what the plugin needs in \"addresses\" of the plugin");
        }
        List<?> below = child.list("children");
        for (int i = 0; i < below.size(); i++) {
            if (below.get(i) instanceof Map<?, ?> object) {
                String pointer = Pointer.child(child.pointer("children"), i);
                refuseGrants(new Section(Overrides.members(object), pointer, faults));
            }
        }
    }

    /** A start without one is in the plugin's own language. */
    private static void prefix(Map<String, @Nullable Object> child, String language) {
        if (child.get("start") instanceof String start && start.indexOf(':') < 0) {
            child.put("start", language + ":" + start);
        }
        if (child.get("children") instanceof List<?> below) {
            List<@Nullable Object> copies = new ArrayList<>();
            below.forEach(each -> {
                if (each instanceof Map<?, ?> object) {
                    Map<String, @Nullable Object> copy = new LinkedHashMap<>(Overrides.members(object));
                    prefix(copy, language);
                    copies.add(copy);
                } else {
                    copies.add(each);
                }
            });
            child.put("children", copies);
        }
    }
}
