@NullMarked
package io.coppice.proof.history;

import org.jspecify.annotations.NullMarked;
