package io.coppice.host.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with every fault that was found in it. */
public final class ConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    ConfigException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}
