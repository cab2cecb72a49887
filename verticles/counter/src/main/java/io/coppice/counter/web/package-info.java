/** Counters over HTTP: the routes, and a page at {@code GET /}. */
@NullMarked
package io.coppice.counter.web;

import org.jspecify.annotations.NullMarked;
