/**
 * What a node writes to its log, and how.
 *
 * <p>Everything goes through SLF4J to Logback and from there, on a thread of its own, to standard error, so that
 * no event loop ever waits for a terminal or a pipe. Logback is set up by code: looking for
 * configuration files would take longer than the rest of the logging together.
 */
@NullMarked
package io.coppice.host.logging;

import org.jspecify.annotations.NullMarked;
