@NullMarked
package io.coppice.proof.load;

import org.jspecify.annotations.NullMarked;
