package io.coppice.kv.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * A hash of bytes with a seed that each process draws anew, so that nobody can make keys that collide.
 *
 * <p>Eight bytes at a time are folded in by a 128-bit product, as wyhash does.
 */
final class Hash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = new SecureRandom().nextLong();
    /** Odd, with as many ones as zeroes, and nothing else in particular. */
    private static final long FACTOR = 0xa0761d6478bd642fL;

    private Hash() {}

    static int of(byte[] array, int from, int length) {
        long hash = SEED ^ length;
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
