/**
 * One server a user, started on demand, that holds the user's book and is the only one to write in it.
 *
 * <p>A {@link io.coppice.traininglog.books.BookServer} reads its book from the database when it starts, and again whenever it
 * cannot be sure what is there. Whoever wants to read looks into the {@link io.coppice.traininglog.books.BookTable}, never into a
 * mailbox: it holds the page of every loaded book. A book of more than {@code max_held_logs} entries is too long to be held, and
 * is read from the database with {@link io.coppice.traininglog.books.BookPages}, a page at a time. The {@link io.coppice.traininglog.books.Registry} owns the table;
 * its entries vanish with the servers that made them, and survive a crash of the registry.
 *
 * <p>Where the nodes of a cluster share the database ({@link io.coppice.supervision.nodes.StateScope}), a user has one server in
 * the cluster: it has the user's name in a {@link io.coppice.supervision.ClusterRegistry} before it reads the book, and ends when it
 * loses it. {@link io.coppice.traininglog.books.Books} on the other nodes carries requests to it.
 *
 * <p>On the event bus of this node, with the codes of {@link io.coppice.component.bus.Failure}:
 *
 * <pre>
 * traininglog.book.NAME   {"action":"record","movement_name","rep","weight"} -> {"count"}
 *                         {"action":"record_all","entries":[{"movement_name","rep","weight"}]} -> {"count"}
 *                         {"action":"book"} -> {"username","logs":[{"weight","rep","movement_name"}]}
 *                         {"action":"page"} -> the same as bytes
 * traininglog.registry    {"action":"lookup","username"} -> {"loaded","path"}, in a cluster with "node"
 *                         {"action":"count"} -> {"books"}
 * </pre>
 *
 * <p>{@code NAME} is the user's name with all but letters, digits, {@code -} and {@code _} percent-encoded.
 */
@NullMarked
package io.coppice.traininglog.books;

import org.jspecify.annotations.NullMarked;
