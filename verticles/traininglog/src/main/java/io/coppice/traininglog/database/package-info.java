/**
 * Where training logs are kept: one writer, a pool of readers, and the interface that another database would implement.
 *
 * <p>SQLite has one writer at a time, so there is one {@link io.coppice.traininglog.database.Writer}, which
 * puts everything that queued up during one commit into the next, so that a disk that takes a millisecond to sync serves
 * thousands of posts a second. Readers are verticles too, lent out by the
 * {@link io.coppice.traininglog.database.ReaderPool}.
 *
 * <p>On the event bus of this node, with the codes of {@link io.coppice.traininglog.bus.Failure}:
 *
 * <pre>
 * traininglog.database.writer      {"action":"record","username","number","movement_name","rep","weight"} -> {}
 * traininglog.database.pool        {"action":"checkout","owner","timeout"} -> {"lease","worker"}
 *                                  {"action":"checkin","lease"} -> {}
 *                                  {"action":"status"} -> {"idle","leased","overflow","waiting"}
 * traininglog.database.reader.ID   {"action":"exists","username"} -> {"exists"}
 *                                  {"action":"read","username"} -> {"last","count","logs"}
 * </pre>
 *
 * <p>A {@code record} is answered after its commit. {@code owner} is the path of the child that borrows a reader: when it ends,
 * the reader goes back to the pool. {@code logs} are the entries as JSON, newest first, parted by commas.
 */
@NullMarked
package io.coppice.traininglog.database;

import org.jspecify.annotations.NullMarked;
