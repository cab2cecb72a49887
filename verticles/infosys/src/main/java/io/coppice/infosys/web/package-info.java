/** The information system over HTTP: questions, rooms over WebSockets, and a page at {@code GET /}. */
@NullMarked
package io.coppice.infosys.web;

import org.jspecify.annotations.NullMarked;
