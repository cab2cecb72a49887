/** Tests of the package. */
@NullMarked
package io.coppice.todo.lists;

import org.jspecify.annotations.NullMarked;
