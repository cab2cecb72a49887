/** What is said over the event bus: how requests are answered, and what the registry and a bucket take. */
@NullMarked
package io.coppice.kv.bus;

import org.jspecify.annotations.NullMarked;
