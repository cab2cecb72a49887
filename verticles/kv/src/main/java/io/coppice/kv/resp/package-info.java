/** Redis's protocol. */
@NullMarked
package io.coppice.kv.resp;

import org.jspecify.annotations.NullMarked;
