@NullMarked
package io.coppice.kv.tcp;

import org.jspecify.annotations.NullMarked;
