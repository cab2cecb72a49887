@NullMarked
package io.coppice.shopping.session;

import org.jspecify.annotations.NullMarked;
