package io.coppice.bench;

/** The heap of this process. */
public final class Heap {

    private Heap() {}

    /** The bytes in use after a collection, with time for what references and cleaners hold back. */
    public static long inUse() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200);
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
