package io.coppice.proof.campaign;

import java.nio.file.Path;
import java.util.Properties;

/** A campaign of a few rounds, on loopback. */
final class ShortCampaign {

    /** With it the stop in round 2 is short. */
    private static final String SEED = "28";

    /** Operations a second: two campaigns at once start their nodes again beside it, on few cores. */
    private static final String RATE = "300";

    private ShortCampaign() {}

    static Report run(String durability, int rounds, String faults) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("campaign.seed", SEED);
        properties.setProperty("campaign.loopback", "true");
        properties.setProperty("campaign.rate", RATE);
        properties.setProperty("campaign.rounds", Integer.toString(rounds));
        properties.setProperty("campaign.faults", faults);
        properties.setProperty("campaign.durability", durability);
        return Main.run(Settings.of(properties), Path.of(System.getProperty("coppice.home")));
    }
}
