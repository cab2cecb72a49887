/**
 * Where training logs are kept: one writer, a pool of readers, and the interface of a database under both.
 *
 * <p>{@link io.coppice.traininglog.database.TrainingLog} has two implementations, chosen by the configuration: a SQLite file, which
 * is one node's, and PostgreSQL, which the nodes of a cluster share. The one {@link io.coppice.traininglog.database.Writer} of a node
 * puts everything that queued up during one commit into the next, so that a disk that takes a millisecond to sync serves
 * thousands of posts a second. Readers are verticles too, lent out by the
 * {@link io.coppice.traininglog.database.ReaderPool}; each worker has one connection, so that the pool bounds them.
 *
 * <p>On the event bus of this node, with the codes of {@link io.coppice.component.bus.Failure}:
 *
 * <pre>
 * traininglog.database.writer      {"action":"record","username","number","movement_name","rep","weight"} -> {}
 *                                  {"action":"record_all","username","number","entries"} -> {"taken"}
 * traininglog.database.pool        as any {@link io.coppice.component.database.ReaderPoolVerticle}
 * traininglog.database.reader.ID   {"action":"exists","username"} -> {"exists"}
 *                                  {"action":"read","username","most"} -> {"last","count","logs"}
 *                                  {"action":"newest","username","below","limit"} -> {"logs","count","next"}
 *                                  {"action":"oldest","username","above","limit"} -> {"csv","count","next"}
 *                                  {"action":"weights","username","above"} -> {"weights","next"}
 * </pre>
 *
 * <p>A {@code record} is answered after its commit, and a {@code record_all} with the places of the entries whose numbers were taken,
 * if there are any: all others are kept. {@code logs} are entries as JSON, newest first, parted by commas, and {@code csv} lines, the
 * oldest first. {@code next} is where the next page begins, and missing on the last. So nobody holds more of a book than a page, but
 * its server, up to the bound that it names.
 */
@NullMarked
package io.coppice.traininglog.database;

import org.jspecify.annotations.NullMarked;
