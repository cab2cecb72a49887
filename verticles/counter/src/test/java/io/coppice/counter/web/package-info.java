@NullMarked
package io.coppice.counter.web;

import org.jspecify.annotations.NullMarked;
