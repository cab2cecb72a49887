@NullMarked
package io.coppice.proof.world;

import org.jspecify.annotations.NullMarked;
