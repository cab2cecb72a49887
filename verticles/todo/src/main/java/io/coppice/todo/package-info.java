/**
 * To-do lists over HTTP and the event bus, kept durably: the system of the tutorials, with their supervision tree.
 *
 * <pre>
 * todo            rest_for_one: without the registry nothing below it can be found, so it starts anew
 *   registry      which lists have a server                {@link io.coppice.todo.lists.ProcessRegistry}
 *   system        one_for_one
 *     database
 *       worker-N  a list is always served by the same one  {@link io.coppice.todo.database.Worker}
 *     servers     dynamic: a server a list, on demand
 *     cache       finds or starts the server of a list     {@link io.coppice.todo.lists.Cache}
 * web             HTTP                                     {@link io.coppice.todo.web.WebServer}
 * </pre>
 *
 * <p>Packages, none of which uses one further down: {@code web}, {@code lists}, {@code database} and {@code entries}.
 */
@NullMarked
package io.coppice.todo;

import org.jspecify.annotations.NullMarked;
