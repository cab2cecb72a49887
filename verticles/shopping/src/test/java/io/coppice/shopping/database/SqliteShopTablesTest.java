package io.coppice.shopping.database;

import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.SqlDatabase;
import io.coppice.component.database.SqlSession;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

class SqliteShopTablesTest extends ShopTablesContract {

    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @AfterAll
    static void stop() throws TimeoutException {
        VERTX.close().await(20, TimeUnit.SECONDS);
    }

    @Override
    SqlSession empty() throws Exception {
        JsonObject config =
                new JsonObject().put("database", folder.resolve("shopping.db").toString());
        return SqlDatabase.of(VERTX, new ComponentConfig(config, SqlDatabase.KEYS), "shopping", ShopTables.SCHEMA)
                .writer()
                .open();
    }
}
