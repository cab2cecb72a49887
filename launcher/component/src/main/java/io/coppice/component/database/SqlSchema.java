package io.coppice.component.database;

import java.util.List;

/**
 * The statements that make a component's tables, in both dialects.
 *
 * @param sqlite in order; a later program adds its own at the end
 * @param postgresql in order; each does nothing where it was done
 */
public record SqlSchema(List<String> sqlite, List<String> postgresql) {

    public SqlSchema {
        sqlite = List.copyOf(sqlite);
        postgresql = List.copyOf(postgresql);
    }
}
