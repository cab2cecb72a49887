@NullMarked
package io.coppice.infosys.talk;

import org.jspecify.annotations.NullMarked;
