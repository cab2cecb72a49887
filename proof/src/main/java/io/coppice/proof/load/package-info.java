/** Clients of the store, that write down all they do. */
@NullMarked
package io.coppice.proof.load;

import org.jspecify.annotations.NullMarked;
