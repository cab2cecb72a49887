package io.coppice.host.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's io_uring transport whose servers receive into buffers that the kernel takes from a ring, one of each event loop.
 *
 * <p>So a connection asks for what comes next, and need not be told first that something has come. Vert.x copies what it reads
 * and gives the buffer back at once. Where the ring is empty for a moment, Netty adds buffers to it and receives again. Clients
 * receive in Netty's ordinary way.
 */
final class BufferRingTransport implements Transport {

    private static final short GROUP = 1;
    private static final short BUFFERS = 64;
    /** So many are there at first, and are added at a time. */
    private static final int BATCH = 32;

    private static final int BUFFER_BYTES = 4096;

    /** Does everything else: the class itself is one of Vert.x's internal ones. */
    private final Transport ioUring;

    BufferRingTransport(Transport ioUring) {
        this.ioUring = ioUring;
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        IoUringBufferRingConfig ring = IoUringBufferRingConfig.builder()
                .bufferGroupId(GROUP)
                .bufferRingSize(BUFFERS)
                .batchSize(BATCH)
                .allocator(new IoUringFixedBufferRingAllocator(BUFFER_BYTES))
                .build();
        return IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setBufferRingConfig(ring));
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        ioUring.configure(options, domainSocket, bootstrap);
        bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, GROUP);
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
        ioUring.configure(options, connectTimeout, domainSocket, bootstrap);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        ioUring.configure(channel, options);
    }

    @Override
    public boolean supportsDomainSockets() {
        return ioUring.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return ioUring.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return ioUring.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return ioUring.unavailabilityCause();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
        return ioUring.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
        return ioUring.convert(address);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return ioUring.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // it is how Vert.x asks
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return ioUring.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return ioUring.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return ioUring.serverChannelFactory(domainSocket);
    }
}
