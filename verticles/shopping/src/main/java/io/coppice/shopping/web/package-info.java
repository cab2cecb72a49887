/** The shop over HTTP, with JSON, and its page. */
@NullMarked
package io.coppice.shopping.web;

import org.jspecify.annotations.NullMarked;
