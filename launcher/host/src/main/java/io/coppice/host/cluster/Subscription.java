package io.coppice.host.cluster;

import io.vertx.core.spi.cluster.RegistrationInfo;

/**
 * A consumer that the whole cluster can reach.
 *
 * @param consumer which of which node
 */
record Subscription(String address, RegistrationInfo consumer) {}
