/** What the configuration file says to a part, checked. */
@NullMarked
package io.coppice.component.config;

import org.jspecify.annotations.NullMarked;
