/**
 * A shop: each visitor's session is a process under a name, with its cart, until it is checked out or nobody comes any more.
 *
 * <p>Its supervision tree, with the strategy {@code one_for_one} throughout:
 *
 * <pre>
 * shopping
 *   database
 *     writer      the one connection that writes           {@link io.coppice.shopping.database.Writer}
 *     readers     dynamic: the connections that read
 *     pool        lends them out                           {@link io.coppice.shopping.database.ReaderPool}
 *   sessions      dynamic: a process a session
 *   service       finds or starts them                     {@link io.coppice.shopping.service.SessionService}
 *   web           HTTP                                     {@link io.coppice.shopping.web.WebServer}
 * </pre>
 *
 * <p>What happens in a session is an event. A session decides about one, has it written outside its process, applies it and only
 * then answers. So the next process under the name begins with the same events, however the one before it ended.
 *
 * <p>Packages, none of which uses one further down: {@code web}, {@code service}, {@code database} and {@code session}.
 */
@NullMarked
package io.coppice.shopping;

import org.jspecify.annotations.NullMarked;
