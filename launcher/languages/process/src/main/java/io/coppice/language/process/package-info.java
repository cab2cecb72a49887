/**
 * Children that are processes of the operating system, and speak one JSON object a line over standard input and output.
 *
 * <p>{@link io.coppice.language.process.ProcessVerticle} is the child: it starts a {@link
 * io.coppice.language.process.GuestProcess}, and a {@link io.coppice.language.process.GuestSession} is its part of the event
 * bus. {@link io.coppice.language.process.Strays} finds what outlived its node. The frames are in {@code docs/languages.md}.
 */
@NullMarked
package io.coppice.language.process;

import org.jspecify.annotations.NullMarked;
