/**
 * Where the events of sessions are kept until they end, and sales for good.
 *
 * <p>On the event bus of this node, with the codes of {@link io.coppice.component.bus.Failure}, besides what the pool answers:
 *
 * <pre>
 * shopping.database.writer      {"action":"start","key","id","at","event"} -> {}, TAKEN where there is a session of this name
 *                               {"action":"append","key","id","number","at","event"} -> {}
 *                               {"action":"checkout","key","id","number","at","sale"} -> {}
 *                               {"action":"expire","key","id","number"} -> {}
 *                               {"action":"sweep","before"} -> {"expired"}
 * shopping.database.reader.ID   {"action":"events","key"} -> {"events"}, empty where there is no session
 *                               {"action":"sale","key"} -> {"sale"}, the newest, or null
 * </pre>
 *
 * <p>{@code number} is how many events the session has then, or has had: where that is not the next one, somebody else has written,
 * and the request is refused with TAKEN. Times are milliseconds.
 */
@NullMarked
package io.coppice.shopping.database;

import org.jspecify.annotations.NullMarked;
