/**
 * One server a user, started on demand, that holds the user's book and is the only one to write in it.
 *
 * <p>A {@link io.coppice.traininglog.books.BookServer} reads its book from the database when it starts, and again whenever it
 * cannot be sure what is there. Whoever wants to read looks into the {@link io.coppice.traininglog.books.BookTable}, never into a
 * mailbox: it holds the newest page of every loaded book. The {@link io.coppice.traininglog.books.Registry} owns the table;
 * its entries vanish with the servers that made them, and survive a crash of the registry.
 *
 * <p>On the event bus of this node, with the codes of {@link io.coppice.component.bus.Failure}:
 *
 * <pre>
 * traininglog.book.NAME   {"action":"record","movement_name","rep","weight"} -> {"count"}
 *                         {"action":"book"} -> {"username","logs":[{"weight","rep","movement_name"}]}
 * traininglog.registry    {"action":"lookup","username"} -> {"loaded","path"}
 *                         {"action":"count"} -> {"books"}
 * </pre>
 *
 * <p>{@code NAME} is the user's name with all but letters, digits, {@code -} and {@code _} percent-encoded.
 */
@NullMarked
package io.coppice.traininglog.books;

import org.jspecify.annotations.NullMarked;
