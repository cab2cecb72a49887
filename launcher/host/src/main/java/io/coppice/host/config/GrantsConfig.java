package io.coppice.host.config;

import java.util.List;
import java.util.Optional;

/**
 * What the configuration says of the addresses that a child may use.
 *
 * @param id the child's id, where the configuration itself has chosen it and not a plugin
 * @param listed those that it is granted beside its own; empty for those that its plugin asks for
 */
public record GrantsConfig(Optional<String> id, Optional<List<String>> listed) {

    public static final GrantsConfig NONE = new GrantsConfig(Optional.empty(), Optional.empty());

    public GrantsConfig {
        listed = listed.map(List::copyOf);
    }
}
