/** Facts in a table of SQLite, as a backend of its own: {@code infosys.facts} on the event bus of this node. */
@NullMarked
package io.coppice.infosys.facts;

import org.jspecify.annotations.NullMarked;
