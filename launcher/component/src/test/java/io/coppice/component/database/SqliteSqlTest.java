package io.coppice.component.database;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteSqlTest extends SqlSessionContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Override
    SqlSession openWriter() throws DatabaseException {
        return SqliteSql.writer(folder.resolve("notes.db"), SCHEMA);
    }

    @Override
    SqlSession openReader() throws DatabaseException {
        return SqliteSql.reader(folder.resolve("notes.db"));
    }
}
