package io.coppice.host.config;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration file: overrides first, then the environment, then everything is checked.
 *
 * <p>It blocks on the file and belongs on no event loop.
 */
public final class ConfigLoader {

    /** Far more than any tree needs; a larger file is a mistake. */
    private static final long LARGEST_FILE = 4 * 1024 * 1024;

    private ConfigLoader() {}

    /**
     * Reads and checks it.
     *
     * @param startChecks makes the check of start strings for a plugin folder
     * @throws ConfigException with all faults, if there is any
     */
    public static HostConfig load(ConfigRequest request, Function<Path, StartCheck> startChecks)
            throws ConfigException {
        Faults faults = new Faults(request.file().toString());
        Optional<Map<String, @Nullable Object>> root = parse(request, faults);
        Optional<HostConfig> config = root.flatMap(object -> check(object, request, startChecks, faults));
        if (!faults.isEmpty() || config.isEmpty()) {
            throw new ConfigException(faults.all());
        }
        return config.get();
    }

    /**
     * The same file for another process to read: overrides and environment are in place, and nothing is checked.
     *
     * @throws ConfigException if it cannot be read
     */
    public static JsonObject resolve(ConfigRequest request) throws ConfigException {
        Faults faults = new Faults(request.file().toString());
        Optional<JsonObject> resolved = parse(request, faults)
                .flatMap(object -> inPlace(object, request, faults))
                .map(JsonObject::new);
        if (!faults.isEmpty() || resolved.isEmpty()) {
            throw new ConfigException(faults.all());
        }
        return resolved.get();
    }

    /**
     * Reads and checks what {@link #resolve} gave; the request's file says what paths are relative to, and is not read.
     *
     * @throws ConfigException with all faults, if there is any
     */
    public static HostConfig read(String json, ConfigRequest request, Function<Path, StartCheck> startChecks)
            throws ConfigException {
        Faults faults = new Faults(request.file().toString());
        Optional<HostConfig> config =
                object(json, faults).map(object -> new HostReader(request, startChecks, faults).read(object));
        if (!faults.isEmpty() || config.isEmpty()) {
            throw new ConfigException(faults.all());
        }
        return config.get();
    }

    private static Optional<HostConfig> check(
            Map<String, @Nullable Object> root,
            ConfigRequest request,
            Function<Path, StartCheck> startChecks,
            Faults faults) {
        return inPlace(root, request, faults)
                .map(members -> new HostReader(request, startChecks, faults).read(members));
    }

    private static Optional<Map<String, @Nullable Object>> inPlace(
            Map<String, @Nullable Object> root, ConfigRequest request, Faults faults) {
        Overrides overrides = new Overrides(root, faults);
        request.overrides().forEach(overrides::apply);
        Object substituted = new Environment(request.environment(), faults).substitute(root, "");
        return substituted instanceof Map<?, ?> members ? Optional.of(Overrides.members(members)) : Optional.empty();
    }

    private static Optional<Map<String, @Nullable Object>> object(String json, Faults faults) {
        try {
            Object value = JsonText.parse(json);
            if (value instanceof Map<?, ?> members) {
                return Optional.of(Overrides.members(members));
            }
            faults.add("", "must be an object, not " + JsonType.shown(value), "");
        } catch (JsonText.SyntaxException broken) {
            faults.add("", String.valueOf(broken.getMessage()), "");
        }
        return Optional.empty();
    }

    private static Optional<Map<String, @Nullable Object>> parse(ConfigRequest request, Faults faults) {
        Path file = request.workingFolder().resolve(request.file());
        try {
            if (Files.isRegularFile(file) && Files.size(file) > LARGEST_FILE) {
                faults.add("", "is larger than " + LARGEST_FILE + " bytes", "");
                return Optional.empty();
            }
            return object(Files.readString(file), faults);
        } catch (NoSuchFileException missing) {
            faults.add("", "no such file", "");
        } catch (CharacterCodingException notText) {
            faults.add("", "is not UTF-8 text", "");
        } catch (IOException unreadable) {
            faults.add("", "cannot be read: " + unreadable.getMessage(), "");
        }
        return Optional.empty();
    }
}
