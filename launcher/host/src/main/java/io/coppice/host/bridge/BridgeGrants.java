package io.coppice.host.bridge;

import io.coppice.host.config.BridgesConfig.BridgeConfig;
import io.coppice.language.AddressList;
import io.coppice.language.Grants;
import io.coppice.language.Grants.Listed;

/** What the clients of a bridge may do: what its configuration lists, and nothing without. */
final class BridgeGrants {

    private BridgeGrants() {}

    static Grants of(BridgeKind kind, BridgeConfig config) {
        String place = "\" of the \"" + kind.word() + "\" bridge's configuration";
        return new Grants(
                "a client of the bridge",
                new Listed(AddressList.of(config.outbound()), "\"outbound" + place),
                new Listed(AddressList.of(config.inbound()), "\"inbound" + place));
    }
}
