/** What a list says: names and entries, as values that validate themselves. Nothing here knows a database or a verticle. */
@NullMarked
package io.coppice.todo.entries;

import org.jspecify.annotations.NullMarked;
