/** The packaged command as a user runs it: real processes, real clients, the files of this repository. */
@NullMarked
package io.coppice.distribution;

import org.jspecify.annotations.NullMarked;
