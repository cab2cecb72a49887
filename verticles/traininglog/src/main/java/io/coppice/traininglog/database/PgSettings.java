package io.coppice.traininglog.database;

import io.coppice.component.config.ComponentConfig;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.List;

/**
 * Which PostgreSQL server keeps the books.
 *
 * @param server where it is and who logs in
 * @param limit how long a statement may take
 */
record PgSettings(PgConnectOptions server, Duration limit) {

    static final String KEY = "postgresql";
    static final List<String> KEYS = List.of("uri", "password", "timeout");

    private static final String EXAMPLE = "postgresql://coppice@127.0.0.1:5432/traininglog";

    /**
     * Reads {@code uri}, {@code password} (which is better not in the URI) and {@code timeout} in milliseconds.
     *
     * @throws IllegalArgumentException saying what is wrong, without the password
     */
    static PgSettings of(ComponentConfig config) {
        String uri = config.text("uri")
                .orElseThrow(() -> new IllegalArgumentException("\"uri\" is missing: it must be like " + EXAMPLE));
        PgConnectOptions server;
        try {
            server = PgConnectOptions.fromUri(uri);
        } catch (RuntimeException e) {
            // Not with its words and its cause: they may tell the password.
            throw new IllegalArgumentException("\"uri\" must be like " + EXAMPLE);
        }
        config.text("password").ifPresent(server::setPassword);
        return new PgSettings(server, Duration.ofMillis(config.whole("timeout", 5_000, 100, 60_000)));
    }

    /** The server as errors name it. */
    String name() {
        return "PostgreSQL at " + server.getHost() + ":" + server.getPort() + "/" + server.getDatabase();
    }

    /** For one connection. */
    PgConnectOptions options(boolean readOnly) {
        PgConnectOptions options = new PgConnectOptions(server);
        options.setCachePreparedStatements(true);
        options.addProperty("application_name", "coppice traininglog");
        options.addProperty("client_min_messages", "warning");
        options.addProperty("statement_timeout", String.valueOf(limit.toMillis()));
        options.addProperty("default_transaction_read_only", readOnly ? "on" : "off");
        return options;
    }
}
