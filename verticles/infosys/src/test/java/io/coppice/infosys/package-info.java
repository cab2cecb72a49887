@NullMarked
package io.coppice.infosys;

import org.jspecify.annotations.NullMarked;
