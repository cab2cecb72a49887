/** Tests of the package. */
@NullMarked
package io.coppice.todo.database;

import org.jspecify.annotations.NullMarked;
