/** Plugins to start from: their files are resources beside these classes, a folder a language. */
@NullMarked
package io.coppice.host.template;

import org.jspecify.annotations.NullMarked;
