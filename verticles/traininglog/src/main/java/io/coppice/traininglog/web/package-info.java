/**
 * The training log over HTTP.
 *
 * <p>A book that is loaded is answered from the table of books, with no message sent. There is no authentication, so the server
 * listens on loopback only, and answers only requests that name it: a page of another site that a browser was led to open can
 * neither read nor post.
 */
@NullMarked
package io.coppice.traininglog.web;

import org.jspecify.annotations.NullMarked;
