package io.coppice.traininglog.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.PgSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws TimeoutException {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private Database of(Object database) {
        return Database.of(vertx, new ComponentConfig(new JsonObject().put("database", database), Database.KEYS));
    }

    private static JsonObject postgresql(String uri) {
        return new JsonObject().put("postgresql", new JsonObject().put("uri", uri));
    }

    @Test
    void aTextIsAFile() {
        assertThat(of("/data/books.db").file()).contains(Path.of("/data/books.db"));
    }

    @Test
    void byDefaultItIsInTheDataFolder() {
        JsonObject config = new JsonObject().put("coppice", new JsonObject().put("data", "/d"));

        assertThat(Database.of(vertx, new ComponentConfig(config, Database.KEYS))
                        .file())
                .contains(Path.of("/d/traininglog.db"));
    }

    @Test
    void anObjectIsAServer() {
        assertThat(of(postgresql("postgresql://coppice@127.0.0.1:5432/books")).file())
                .isEmpty();
    }

    @Test
    void whatIsWrongIsNamedAndThePasswordIsNot() {
        assertThatThrownBy(() -> of("postgresql://coppice@127.0.0.1/books"))
                .hasMessageContaining("\"database\" must be the name of a file");
        assertThatThrownBy(() -> of(new JsonObject().put("mysql", new JsonObject())))
                .hasMessage("config.database has no \"mysql\", only [postgresql]");
        assertThatThrownBy(() -> of(new JsonObject().put("postgresql", new JsonObject().put("url", "x"))))
                .hasMessage("config.database.postgresql has no \"url\", only [uri, password, timeout]");
        assertThatThrownBy(() -> of(new JsonObject().put("postgresql", new JsonObject())))
                .hasMessageContaining("\"uri\" is missing: it must be like postgresql://");
        assertThatThrownBy(() -> of(postgresql("mysql://coppice:secret@127.0.0.1/books")))
                .hasMessageContaining("\"uri\" must be like postgresql://")
                .hasMessageNotContaining("secret")
                .hasNoCause();
        assertThatThrownBy(() -> of(7)).hasMessage("\"database\" must be a text, not 7");
    }

    @Test
    void thePasswordIsApart() {
        JsonObject server = new JsonObject()
                .put("uri", "postgresql://coppice:old@127.0.0.1/books")
                .put("password", "new");

        PgConnectOptions options = PgSettings.of(new ComponentConfig(server, PgSettings.KEYS), "traininglog")
                .options(true);

        assertThat(options.getPassword()).isEqualTo("new");
        assertThat(options.getProperties()).containsEntry("default_transaction_read_only", "on");
    }
}
