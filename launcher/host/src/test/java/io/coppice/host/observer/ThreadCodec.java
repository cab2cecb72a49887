package io.coppice.host.observer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Lets an object of Java pass on its own node's event bus. */
final class ThreadCodec implements MessageCodec<Thread, Thread> {

    @Override
    public void encodeToWire(Buffer buffer, Thread thread) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Thread decodeFromWire(int pos, Buffer buffer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Thread transform(Thread thread) {
        return thread;
    }

    @Override
    public String name() {
        return "thread";
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
