@NullMarked
package io.coppice.infosys.question;

import org.jspecify.annotations.NullMarked;
