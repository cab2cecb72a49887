/**
 * The command line: the only package that prints and exits.
 *
 * <p>Data goes to standard output, talk to standard error. {@link io.coppice.host.cli.ExitCode} lists how a command can
 * end.
 */
@NullMarked
package io.coppice.host.cli;

import org.jspecify.annotations.NullMarked;
