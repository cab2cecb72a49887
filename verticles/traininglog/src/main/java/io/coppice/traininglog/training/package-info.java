/**
 * What a training log says: users, movements and entries, as values that validate themselves.
 *
 * <p>Nothing here knows Vert.x or a database.
 */
@NullMarked
package io.coppice.traininglog.training;

import org.jspecify.annotations.NullMarked;
