package io.coppice.host.transport;

import io.netty.channel.uring.IoUring;
import io.vertx.core.spi.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Linux's io_uring with a ring of buffers, as a transport that Vert.x can be started with. */
final class IoUringRing implements io.vertx.core.transport.Transport {

    /**
     * Netty's switch for multishot receive, which it reads once, before all else. With it a connection that a fast client fills is
     * read without end although it is paused: Netty 4.2.13 asks for more whenever the ring was empty for a moment, and all that comes
     * is kept in memory.
     */
    private static final String MULTISHOT = "io.netty.iouring.recvMultiShotEnabled";

    private final @Nullable Throwable unavailable = whyUnavailable();

    private static @Nullable Throwable whyUnavailable() {
        if (System.getProperty(MULTISHOT) == null) {
            System.setProperty(MULTISHOT, "false");
        }
        if (!IoUring.isAvailable()) {
            return IoUring.unavailabilityCause();
        }
        if (IoUring.isRecvMultishotEnabled()) {
            return new UnsupportedOperationException(
                    "multishot receive is on; start Java with -D" + MULTISHOT + "=false");
        }
        // Without buffer rings it gains little over epoll.
        return IoUring.isRegisterBufferRingSupported()
                ? null
                : new UnsupportedOperationException("this kernel has no buffer rings, which Linux has from 5.19 on");
    }

    @Override
    public String name() {
        return "io_uring";
    }

    @Override
    public boolean available() {
        return unavailable == null;
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return unavailable;
    }

    @Override
    public Transport implementation() {
        return new BufferRingTransport(IO_URING.implementation());
    }
}
