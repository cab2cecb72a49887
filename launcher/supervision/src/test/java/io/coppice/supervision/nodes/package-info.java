@NullMarked
package io.coppice.supervision.nodes;

import org.jspecify.annotations.NullMarked;
