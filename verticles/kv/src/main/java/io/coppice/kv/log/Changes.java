package io.coppice.kv.log;

import io.coppice.supervision.nodes.Write;
import io.vertx.core.shareddata.Shareable;
import java.util.List;

/** What is written to the log at once; it goes over the event bus of its node as it is. */
record Changes(List<Write> writes) implements Shareable {}
