/**
 * Children in Groovy, compiled when they start, and run in the process of the node on worker threads.
 *
 * <p>{@link io.coppice.language.groovy.GroovyVerticle} is the child, and {@link io.coppice.language.groovy.ChildScript} what its
 * script has of the node. Groovy is Java's: it may do whatever the process may, so it is confined no more than Java is.
 */
@NullMarked
package io.coppice.language.groovy;

import org.jspecify.annotations.NullMarked;
