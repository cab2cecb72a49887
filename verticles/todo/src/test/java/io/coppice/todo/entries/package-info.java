/** Tests of the package. */
@NullMarked
package io.coppice.todo.entries;

import org.jspecify.annotations.NullMarked;
