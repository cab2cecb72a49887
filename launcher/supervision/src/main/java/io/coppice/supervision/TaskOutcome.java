package io.coppice.supervision;

import io.coppice.supervision.spec.ExitReason;
import org.jspecify.annotations.Nullable;

/** How a task ended: Elixir's {@code {:ok, value}} or {@code {:exit, reason}}. */
public sealed interface TaskOutcome<T extends @Nullable Object> {

    /** It was done, and this is its result. */
    record Ok<T extends @Nullable Object>(T value) implements TaskOutcome<T> {}

    /** It ended without a result: it crashed, or was stopped. */
    record Exited<T extends @Nullable Object>(ExitReason reason) implements TaskOutcome<T> {}
}
