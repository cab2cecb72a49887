package io.coppice.component.database;

import java.util.List;

/**
 * Statements that SQLite and PostgreSQL both understand, on one connection; blocking.
 *
 * <p>Parameters are written {@code ?}. Values are texts and whole numbers, of the columns' types {@code TEXT} and {@code INTEGER} in
 * SQLite, {@code text} and {@code bigint} in PostgreSQL.
 */
public interface Sql {

    /** Changes rows, and tells how many. */
    int update(String statement, Object... values) throws DatabaseException;

    /** Reads rows, or changes them and reads what the statement returns of each. */
    List<SqlRow> query(String statement, Object... values) throws DatabaseException;
}
