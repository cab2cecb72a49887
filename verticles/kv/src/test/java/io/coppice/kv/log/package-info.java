@NullMarked
package io.coppice.kv.log;

import org.jspecify.annotations.NullMarked;
