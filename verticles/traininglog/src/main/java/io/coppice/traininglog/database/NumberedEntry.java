package io.coppice.traininglog.database;

import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;

/**
 * An entry with its place in a book.
 *
 * @param user whose book
 * @param number higher than that of every earlier entry of the book; two entries of a book never share one
 * @param entry what was done
 */
public record NumberedEntry(UserName user, long number, TrainingEntry entry) {}
