@NullMarked
package io.coppice.language.js;

import org.jspecify.annotations.NullMarked;
