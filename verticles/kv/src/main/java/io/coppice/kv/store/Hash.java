package io.coppice.kv.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * A hash of bytes, with a seed that each process draws anew, so that nobody can make keys that collide.
 *
 * <p>Eight bytes at a time are folded in by a 128-bit product, as wyhash does.
 */
public final class Hash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = new SecureRandom().nextLong();
    /** Never to be changed: nodes of different versions have to agree. */
    private static final long NAMES = 0;
    /** Odd, with as many ones as zeroes, and nothing else in particular. */
    private static final long FACTOR = 0xa0761d6478bd642fL;

    private Hash() {}

    static int of(byte[] array, int from, int length) {
        return of(SEED, array, from, length);
    }

    /**
     * The hash of a bucket's name that all nodes agree on, for the choice of its node. Whoever makes names that collide here
     * has them on one node, and no look-up is slower for it.
     */
    public static int ofName(byte[] array, int from, int length) {
        return of(NAMES, array, from, length);
    }

    private static int of(long seed, byte[] array, int from, int length) {
        long hash = seed ^ length;
        int end = from + length;
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = fold(hash ^ (long) LONGS.get(array, at));
        }
        long tail = 0;
        for (; at < end; at++) {
            tail = tail << Byte.SIZE | (array[at] & 0xff);
        }
        hash = fold(hash ^ tail);
        return (int) (hash ^ (hash >>> Integer.SIZE));
    }

    private static long fold(long value) {
        return value * FACTOR ^ Math.multiplyHigh(value, FACTOR);
    }
}
