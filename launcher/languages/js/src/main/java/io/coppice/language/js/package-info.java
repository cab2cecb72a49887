/**
 * Children in JavaScript, run by GraalJS in the process of the node, on worker threads.
 *
 * <p>{@link io.coppice.language.js.JsVerticle} is the child: it has a context of its own, in which {@code sdk/prelude.js} makes
 * the module {@code coppice}. Only strings, numbers and functions cross the border. A {@link io.coppice.language.Watchdog}
 * ends what runs for too long, and {@link io.coppice.language.js.ModuleFiles} is all that an import can see.
 */
@NullMarked
package io.coppice.language.js;

import org.jspecify.annotations.NullMarked;
