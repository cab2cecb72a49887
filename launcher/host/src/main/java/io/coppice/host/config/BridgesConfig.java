package io.coppice.host.config;

import java.util.List;
import java.util.Optional;

/**
 * The bridges by which programs outside of the node use its event bus.
 *
 * @param sockjs that for browsers; empty where it is off
 * @param tcp that of frames over TCP; empty where it is off
 */
public record BridgesConfig(Optional<SockjsConfig> sockjs, Optional<BridgeConfig> tcp) {

    public static final BridgesConfig NONE = new BridgesConfig(Optional.empty(), Optional.empty());

    public boolean isOff() {
        return sockjs.isEmpty() && tcp.isEmpty();
    }

    /**
     * What a bridge has, of either kind.
     *
     * @param host a loopback address
     * @param port 0 for any free one
     * @param inbound the addresses that clients may send to and publish on
     * @param outbound those that they may consume
     * @param maxFrame the most bytes of one frame, either way
     * @param maxConnections the most clients at once
     * @param maxBuffered the most bytes that may wait for one client
     * @param maxRate the most messages a second that one client may say
     * @param maxBurst the most that it may say at once
     */
    public record BridgeConfig(
            String host,
            int port,
            List<String> inbound,
            List<String> outbound,
            int maxFrame,
            int maxConnections,
            int maxBuffered,
            int maxRate,
            int maxBurst) {

        public BridgeConfig {
            inbound = List.copyOf(inbound);
            outbound = List.copyOf(outbound);
        }
    }

    /**
     * The bridge for browsers.
     *
     * @param path where it is
     * @param origins whose pages may use it, as {@code https://app.example}
     */
    public record SockjsConfig(BridgeConfig bridge, String path, List<String> origins) {

        public SockjsConfig {
            origins = List.copyOf(origins);
        }
    }
}
