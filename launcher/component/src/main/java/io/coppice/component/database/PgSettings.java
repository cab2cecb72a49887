package io.coppice.component.database;

import io.coppice.component.config.ComponentConfig;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which PostgreSQL server keeps a component's data.
 *
 * @param component its name
 * @param server where it is and who logs in
 * @param limit how long a statement may take
 */
public record PgSettings(String component, PgConnectOptions server, Duration limit) {

    /** The key of the server, within that of the database. */
    public static final String KEY = "postgresql";

    /** The keys that {@link #of} reads. */
    public static final List<String> KEYS = List.of("uri", "password", "timeout");

    /**
     * The server that {@code database} names; empty where that names a file, or nothing.
     *
     * @throws IllegalArgumentException saying what is wrong, without the password
     */
    public static Optional<PgSettings> in(ComponentConfig config, String component) {
        return config.isObject(DatabaseFile.KEY)
                ? Optional.of(of(config.object(DatabaseFile.KEY, List.of(KEY)).object(KEY, KEYS), component))
                : Optional.empty();
    }

    /**
     * Reads {@code uri}, {@code password} (which is better not in the URI) and {@code timeout} in milliseconds.
     *
     * @throws IllegalArgumentException saying what is wrong, without the password
     */
    public static PgSettings of(ComponentConfig config, String component) {
        String example = "postgresql://coppice@127.0.0.1:5432/" + component;
        String uri = config.text("uri")
                .orElseThrow(() -> new IllegalArgumentException("\"uri\" is missing: it must be like " + example));
        PgConnectOptions server;
        try {
            server = PgConnectOptions.fromUri(uri);
        } catch (RuntimeException e) {
            // Not with its words and its cause: they may tell the password.
            throw new IllegalArgumentException("\"uri\" must be like " + example);
        }
        config.text("password").ifPresent(server::setPassword);
        return new PgSettings(component, server, Duration.ofMillis(config.whole("timeout", 5_000, 100, 60_000)));
    }

    /** The server as errors name it. */
    String name() {
        return "PostgreSQL at " + server.getHost() + ":" + server.getPort() + "/" + server.getDatabase();
    }

    /** For one connection. */
    public PgConnectOptions options(boolean readOnly) {
        PgConnectOptions options = new PgConnectOptions(server);
        options.setCachePreparedStatements(true);
        options.addProperty("application_name", "coppice " + component);
        options.addProperty("client_min_messages", "warning");
        options.addProperty("statement_timeout", String.valueOf(limit.toMillis()));
        // A node that stands still within a transaction keeps no other node waiting for longer than a statement may
        // take.
        options.addProperty("idle_in_transaction_session_timeout", String.valueOf(limit.toMillis()));
        options.addProperty("default_transaction_read_only", readOnly ? "on" : "off");
        return options;
    }
}
