/**
 * A training log over HTTP: what each user has lifted, kept durably.
 *
 * <p>Its supervision tree, with the strategy {@code one_for_one} throughout: every part finds the others by address or path when
 * it needs them, so that the crash of one is no reason to stop another.
 *
 * <pre>
 * traininglog
 *   database
 *     writer      the one connection that writes           {@link io.coppice.traininglog.database.Writer}
 *     readers     dynamic: the connections that read
 *     pool        lends them out                           {@link io.coppice.traininglog.database.ReaderPool}
 *   registry      which books are loaded                   {@link io.coppice.traininglog.books.Registry}
 *   books         dynamic: a server a user, on demand
 *   web           HTTP                                     {@link io.coppice.traininglog.web.WebServer}
 * </pre>
 *
 * <p>A post goes web, book, writer, and its {@code OK} comes back the same way: after the commit, and after the book shows it.
 * A {@code GET} of a loaded book passes no mailbox at all.
 *
 * <p>Packages, none of which uses one further down: {@code web}, {@code books}, {@code database} and {@code training}.
 */
@NullMarked
package io.coppice.traininglog;

import org.jspecify.annotations.NullMarked;
