@NullMarked
package io.coppice.kv.news;

import org.jspecify.annotations.NullMarked;
