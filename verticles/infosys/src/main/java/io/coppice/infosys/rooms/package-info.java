/**
 * Rooms by topic, and the processes of those who are in them.
 *
 * <p>Each node has a room for each topic that is talked about on any node, and all of them know the same: what is said in one is
 * published to all, under an id of its origin and a number. A room that starts asks the other nodes first. What a client has seen is
 * a number for each origin, so that another node can tell what it missed.
 *
 * <p>On the event bus, with the codes of {@link io.coppice.component.bus.Failure}; of this node but for those with an asterisk:
 *
 * <pre>
 * infosys.hall           {"action":"open","topic"} -> {"path"}, the room's
 * infosys.room.TOPIC     {"action":"join","client","since"} -> {}
 *                        {"action":"say","from","text"} -> {"id"}
 *                        {"action":"heard","said"}
 *                        {"action":"history"} -> {"said":[...]}
 * infosys.client.ID      {"joined","node","lost"} or {"said"}
 * infosys.rooms *        {"topic","said"}, published
 * infosys.hall.NODE *    {"action":"history","topic"} -> {"said":[...]}
 * </pre>
 */
@NullMarked
package io.coppice.infosys.rooms;

import org.jspecify.annotations.NullMarked;
