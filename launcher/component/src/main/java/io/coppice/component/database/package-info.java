/**
 * Databases as supervised workers: a writer that commits in groups, a pool of readers that are lent out, and SQLite or PostgreSQL
 * under both.
 *
 * <p>A component extends {@link io.coppice.component.database.WriterVerticle} and, where it reads much,
 * {@link io.coppice.component.database.ReaderPoolVerticle}; each says how to open a connection and what a request means.
 * {@link io.coppice.component.database.SqlDatabase} opens the connections for a component whose statements both databases understand;
 * {@link io.coppice.component.database.SqliteSession} and {@link io.coppice.component.database.PgSession} are what is under it.
 *
 * <p>SQLite has one writer at a time, so everything that queues up during one commit goes into the next: a disk that takes a
 * millisecond to sync serves thousands of requests a second. Writers of one file in one process take turns.
 *
 * <p>For a pool with the prefix {@code P}, on the event bus of this node, with the codes of
 * {@link io.coppice.component.bus.Failure}:
 *
 * <pre>
 * P.pool        {"action":"checkout","owner","timeout"} -> {"lease","worker"}
 *               {"action":"checkin","lease"} -> {}
 *               {"action":"status"} -> {"idle","leased","overflow","waiting"}
 * P.reader.ID   as the component says
 * </pre>
 *
 * <p>{@code owner} is the path of the child that borrows a reader: when it ends, the reader goes back to the pool.
 */
@NullMarked
package io.coppice.component.database;

import org.jspecify.annotations.NullMarked;
