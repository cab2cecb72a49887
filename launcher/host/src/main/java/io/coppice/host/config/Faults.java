package io.coppice.host.config;

import java.util.ArrayList;
import java.util.List;

/** The faults of one file, collected while it is read. */
final class Faults {

    private final String file;
    private final List<Fault> found = new ArrayList<>();

    Faults(String file) {
        this.file = file;
    }

    void add(String pointer, String message, String suggestion) {
        found.add(new Fault(file, pointer, message, suggestion));
    }

    /** A fault of an override instead of the file. */
    void addOverride(String override, String message, String suggestion) {
        found.add(new Fault("--set " + override, "", message, suggestion));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Fault> all() {
        return List.copyOf(found);
    }
}
