/**
 * One server a list, found by reading a concurrent table and started on demand.
 *
 * <p>A {@link io.coppice.todo.lists.ListServer} holds its list in memory and is the only one to change it. It is registered in the
 * {@link io.coppice.todo.lists.ProcessRegistry} under the list's name, where {@link io.coppice.todo.lists.Lists} finds it without
 * a message; where it is not, the {@link io.coppice.todo.lists.Cache} starts it, in its own turn, so that any number of clients
 * who ask at once make one server. A server that is not asked for a while ends, as does one that cannot know what the database
 * has done: the next reads the list anew.
 *
 * <p>Where the nodes of a cluster have their lists together ({@link io.coppice.supervision.nodes.StateScope}), a list has one server in the
 * cluster: it has the list's name in a {@link io.coppice.supervision.ClusterRegistry} before it reads the list, and ends when it loses
 * it. {@link io.coppice.todo.lists.Lists} on the other nodes carries requests to it.
 *
 * <p>An addition has a key. One whose outcome is not known, because a server or a worker died, is sent again with the same key and
 * counts once.
 *
 * <p>On the event bus of this node, with the codes of {@link io.coppice.component.bus.Failure}:
 *
 * <pre>
 * todo.list          {"action":"add","list","date","title"}, with "key" if wanted -> {"id","date","title"}
 *                    {"action":"entries","list"}, with "date" if wanted -> {"list","entries":[{"id","date","title"}]}
 *                    {"action":"update","list","id","date","title"} -> {"id","date","title"}
 *                    {"action":"delete","list","id"} -> {}
 * todo.cache         {"action":"server","list"} -> {"path"}
 *                    {"action":"count"} -> {"servers"}
 * todo.server.NAME   as {@code todo.list}, without "list"; an "add" must have a "key"
 * </pre>
 *
 * <p>{@code NAME} is the list's name with all but letters, digits, {@code -} and {@code _} percent-encoded.
 */
@NullMarked
package io.coppice.todo.lists;

import org.jspecify.annotations.NullMarked;
