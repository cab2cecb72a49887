package io.coppice.supervision.spec;

/** On which nodes of a cluster a child runs. */
public enum Placement {
    /** On each node whose tree has it. */
    NODE("node"),
    /** The same, and on all nodes of the cluster that are given the same tree: nothing around it may leave one out. */
    EVERY("every"),
    /** On one of the nodes whose trees have it; on another when that one goes. */
    CLUSTER("cluster");

    private final String word;

    Placement(String word) {
        this.word = word;
    }

    /** The word of the configuration. */
    public String word() {
        return word;
    }
}
