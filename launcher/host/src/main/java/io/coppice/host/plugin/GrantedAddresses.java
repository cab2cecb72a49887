package io.coppice.host.plugin;

import io.coppice.host.config.PluginDescriptor;
import io.coppice.host.config.WorkerConfig;
import io.coppice.language.Grants;
import io.coppice.supervision.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The addresses that a child is granted: those of its own, {@code pub.*}, and what the configuration lists, or else its
 * plugin asks for.
 */
final class GrantedAddresses {

    private GrantedAddresses() {}

    /**
     * Those of a worker.
     *
     * @param file what it starts, or the folder of that, in the plugin folder
     * @param owner the plugin that it runs; empty for a program that is none
     */
    static List<String> of(WorkerConfig worker, String file, Optional<Plugin> owner) {
        List<String> addresses = new ArrayList<>();
        String name = owner.map(Plugin::id)
                .or(() -> Optional.ofNullable(worker.plugin()))
                .orElseGet(() -> withoutEnding(file));
        addresses.addAll(Grants.own(name));
        worker.grants().id().map(Grants::own).ifPresent(addresses::addAll);
        addresses.add(Grants.PUBLIC);
        addresses.addAll(worker.grants().listed().orElseGet(() -> askedBy(owner)));
        return addresses;
    }

    /** What controls the node a plugin cannot ask for: its user has to write that. */
    private static List<String> askedBy(Optional<Plugin> owner) {
        return owner.map(Plugin::descriptor).map(PluginDescriptor::addresses).orElse(List.of()).stream()
                .filter(address -> !Addresses.isControl(address))
                .toList();
    }

    private static String withoutEnding(String file) {
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }
}
