/**
 * Where lists are kept: workers with a connection each to one SQLite file.
 *
 * <p>A list is always served by the same worker, so that what is written to it keeps its order, and what is read is what was
 * written. On the event bus of this node, with the codes of {@link io.coppice.component.bus.Failure}:
 *
 * <pre>
 * todo.database.ID   {"action":"load","list"} -> {"entries":[{"id","date","title"}]}
 *                    {"action":"add","list","key","date","title"} -> {"id"}
 *                    {"action":"update","list","id","date","title"} -> {}
 *                    {"action":"delete","list","id"} -> {}
 * </pre>
 *
 * <p>All are answered after their commit. An addition with a {@code key} that the list has already is that one: it gives the same
 * {@code id} and adds nothing.
 */
@NullMarked
package io.coppice.todo.database;

import org.jspecify.annotations.NullMarked;
