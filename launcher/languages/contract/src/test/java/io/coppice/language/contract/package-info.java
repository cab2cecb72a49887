/** What holds for children in every language, each test run for each of them. */
@NullMarked
package io.coppice.language.contract;

import org.jspecify.annotations.NullMarked;
