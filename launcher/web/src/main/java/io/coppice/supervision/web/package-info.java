/** What vertx-web hides from supervisors: exceptions in routes, which it answers with 500 and keeps to itself. */
@NullMarked
package io.coppice.supervision.web;

import org.jspecify.annotations.NullMarked;
