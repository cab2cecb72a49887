@NullMarked
package io.coppice.shopping.database;

import org.jspecify.annotations.NullMarked;
