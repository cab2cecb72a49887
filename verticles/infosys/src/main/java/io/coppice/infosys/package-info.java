/**
 * An information system: a question is put to all its backends at once, with one deadline, and asked and answered in rooms.
 *
 * <pre>
 * infosys         one_for_one: every part finds the others by address or path when it needs them
 *   backends
 *     facts       a table of SQLite                            {@link io.coppice.infosys.facts.FactTable}
 *     dates       a file in Python
 *   questions     dynamic: a task for each question and backend
 *   service       asks them, and remembers                     {@link io.coppice.infosys.service.InformationSystem}
 *   rooms         dynamic: a room for each topic
 *   hall          finds or starts them                         {@link io.coppice.infosys.rooms.Hall}
 *   clients       dynamic: a process for each WebSocket
 *   web           HTTP                                         {@link io.coppice.infosys.web.WebServer}
 * </pre>
 *
 * <p>Packages, none of which uses one further down: {@code web}, {@code rooms}, {@code service}, {@code backends} and {@code facts},
 * and without I/O {@code talk} and {@code question}.
 */
@NullMarked
package io.coppice.infosys;

import org.jspecify.annotations.NullMarked;
