@NullMarked
package io.coppice.infosys.backends;

import org.jspecify.annotations.NullMarked;
