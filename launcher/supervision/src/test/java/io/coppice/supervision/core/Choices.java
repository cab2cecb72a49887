package io.coppice.supervision.core;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A finite list of decisions that a random sequence is made of; where it is used up, each decision is 0. */
public final class Choices {

    private final int[] values;
    private int next;

    public Choices(int... values) {
        this.values = values;
    }

    static Choices random(Random random, int length) {
        return new Choices(random.ints(length, 0, 1 << 20).toArray());
    }

    /** The same decisions from the start. */
    Choices again() {
        return new Choices(values);
    }

    public boolean usedUp() {
        return next >= values.length;
    }

    /** From 0 to bound - 1. */
    public int below(int bound) {
        return usedUp() ? 0 : values[next++] % bound;
    }

    public <T> T of(List<T> list) {
        return list.get(below(list.size()));
    }

    int size() {
        return values.length;
    }

    Choices without(int from, int count) {
        int end = Math.min(values.length, from + count);
        int[] rest = new int[values.length - (end - from)];
        System.arraycopy(values, 0, rest, 0, from);
        System.arraycopy(values, end, rest, from, values.length - end);
        return new Choices(rest);
    }

    Choices with(int at, int value) {
        int[] copy = values.clone();
        copy[at] = value;
        return new Choices(copy);
    }

    int at(int index) {
        return values[index];
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
