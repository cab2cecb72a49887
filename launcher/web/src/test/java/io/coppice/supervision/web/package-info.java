@NullMarked
package io.coppice.supervision.web;

import org.jspecify.annotations.NullMarked;
