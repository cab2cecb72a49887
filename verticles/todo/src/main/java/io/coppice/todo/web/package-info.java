/** To-do lists over HTTP: the routes, and a page at {@code GET /}. */
@NullMarked
package io.coppice.todo.web;

import org.jspecify.annotations.NullMarked;
