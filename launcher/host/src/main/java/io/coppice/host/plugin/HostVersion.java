package io.coppice.host.plugin;

import io.coppice.host.config.SemVer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The version of this host, that plugins may ask for. */
final class HostVersion {

    static final SemVer CURRENT = read();

    private HostVersion() {}

    private static SemVer read() {
        Properties properties = new Properties();
        try (InputStream in = HostVersion.class.getResourceAsStream("/io/coppice/host/cli/version.properties")) {
            properties.load(Objects.requireNonNull(in, "version.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String text = properties.getProperty("version");
        return SemVer.of(text).orElseThrow(() -> new IllegalStateException("not a version: " + text));
    }
}
