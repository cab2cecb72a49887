/**
 * The information system: it asks all backends at once, and gives what came in time.
 *
 * <p>On the event bus of this node, with the codes of {@link io.coppice.component.bus.Failure}:
 *
 * <pre>
 * infosys   {"action":"ask","question"}, with "limit" if wanted ->
 *               {"question","answers":[{"backend","text","score"}],"backends":[{"backend","outcome","ms","detail"}],"cached","ms"}
 *           {"action":"backends"} -> {"backends":[{"name","type","state","failures","detail"}]}
 * </pre>
 */
@NullMarked
package io.coppice.infosys.service;

import org.jspecify.annotations.NullMarked;
