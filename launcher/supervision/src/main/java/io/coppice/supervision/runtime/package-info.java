/**
 * Carries out what {@code core} decides: one mailbox a supervisor, one shell verticle a child.
 *
 * <p>The only package that deploys and undeploys.
 */
@NullMarked
package io.coppice.supervision.runtime;

import org.jspecify.annotations.NullMarked;
