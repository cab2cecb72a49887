package io.coppice.host.cluster;

import io.coppice.host.config.ClusterConfig;
import io.coppice.host.config.ClusterConfig.TlsConfig;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/** How the event buses of the nodes talk to each other. */
final class BusOptions {

    private static final int CONNECT_MILLIS = 5000;

    private BusOptions() {}

    static EventBusOptions of(ClusterConfig cluster) {
        EventBusOptions options = new EventBusOptions().setHost(cluster.host()).setConnectTimeout(CONNECT_MILLIS);
        cluster.tls().ifPresent(tls -> secure(options, tls));
        return options;
    }

    /** Both sides have to show a certificate. Vert.x trusts everybody unless it is told not to. */
    private static void secure(EventBusOptions options, TlsConfig tls) {
        options.setSsl(true)
                .setTrustAll(false)
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(tls.certificate().toString())
                        .setKeyPath(tls.key().toString()))
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(tls.authority().toString()));
    }
}
