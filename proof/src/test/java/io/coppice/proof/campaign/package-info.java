@NullMarked
package io.coppice.proof.campaign;

import org.jspecify.annotations.NullMarked;
