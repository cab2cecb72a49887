package io.coppice.supervision.spec;

/**
 * What a child runs, opaque to the rules: a {@link SupervisorSpec} for a nested supervisor, anything else for a worker.
 */
public interface ChildStart {

    /** A short name for reports and tables, such as {@code java:acme.Hello}. */
    String description();

    /** Whether this starts a supervisor or a worker. */
    default ChildType type() {
        return ChildType.WORKER;
    }
}
