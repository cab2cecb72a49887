@NullMarked
package io.coppice.kv.route;

import org.jspecify.annotations.NullMarked;
