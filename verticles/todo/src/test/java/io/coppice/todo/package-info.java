/** Tests of the to-do lists as a whole: the tree of conf/todo.json, supervised, over HTTP. */
@NullMarked
package io.coppice.todo;

import org.jspecify.annotations.NullMarked;
