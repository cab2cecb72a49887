/**
 * Children in Python: each is a python3 of its own, which runs the child's file under {@code sdk/coppice.py}.
 *
 * <p>To the node it is a process as those of {@code io.coppice.language.process}.
 */
@NullMarked
package io.coppice.language.python;

import org.jspecify.annotations.NullMarked;
