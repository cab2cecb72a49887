/**
 * A component's web server on loopback: where it listens, whom it answers, its errors and its page.
 *
 * <p>There is no authentication, so a server listens on loopback only, and answers only requests that name it: a page of another
 * site that a browser was led to open can neither read nor change anything.
 */
@NullMarked
package io.coppice.component.web;

import org.jspecify.annotations.NullMarked;
