package io.coppice.shopping.database;

import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.SqlDatabase;
import io.coppice.component.database.SqlSession;
import io.coppice.test.PostgresServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@SuppressWarnings("NullAway.Init")
class PgShopTablesIT extends ShopTablesContract {

    private static final Vertx VERTX = Vertx.vertx();
    private static PostgresServer server;

    @BeforeAll
    static void startServer() throws IOException {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws IOException, TimeoutException {
        VERTX.close().await(20, TimeUnit.SECONDS);
        if (server != null) {
            server.close();
        }
    }

    @Override
    SqlSession empty() throws Exception {
        JsonObject config = new JsonObject().put("database", server.config());
        SqlSession session = SqlDatabase.of(
                        VERTX, new ComponentConfig(config, SqlDatabase.KEYS), "shopping", ShopTables.SCHEMA)
                .writer()
                .open();
        session.write(sql ->
                sql.update("DELETE FROM event") + sql.update("DELETE FROM session") + sql.update("DELETE FROM sale"));
        return session;
    }
}
