package io.coppice.proof.campaign;

import io.coppice.proof.world.Distribution;
import io.coppice.proof.world.Loopback;
import io.coppice.proof.world.Namespaces;
import io.coppice.proof.world.Network;
import io.coppice.proof.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs a campaign as the system properties say, and ends with 1 where it finds something. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        Settings settings;
        try {
            settings = Settings.of(System.getProperties());
        } catch (IllegalArgumentException wrong) {
            System.err.println("campaign: " + wrong.getMessage());
            System.exit(2);
            return;
        }
        Report report = run(settings, Path.of(System.getProperty("coppice.home")));
        System.out.println(report);
        System.exit(report.isGood() ? 0 : 1);
    }

    /**
     * Runs a campaign on the nodes of a distribution, and takes down whatever it has started.
     *
     * @param home the distribution
     */
    public static Report run(Settings settings, Path home) throws IOException {
        // In a short path, as those of sockets have to be.
        Path folder = Files.createTempDirectory("coppice-proof");
        Distribution distribution = new Distribution(home, settings.durability(), javaOptions(settings, folder));
        Network network = network(settings, folder);
        World world = new World(distribution, folder, network, settings.nodeNames());
        Campaign campaign = new Campaign(settings, world, folder, System.out);
        Thread hook = new Thread(() -> takeDown(campaign, world), "take down");
        Runtime.getRuntime().addShutdownHook(hook);
        System.out.printf(
                "campaign: seed %d, rounds %d to %d of %s, %d nodes in %s, folder %s%n",
                settings.seed(),
                settings.first(),
                settings.first() + settings.rounds() - 1,
                settings.faults(),
                settings.nodes(),
                network,
                folder);
        try {
            return campaign.run();
        } finally {
            close(world);
            forget(hook);
        }
    }

    private static String javaOptions(Settings settings, Path folder) throws IOException {
        List<String> rules = new ArrayList<>();
        settings.without().ifPresent(protection -> rules.add(protection.rules()));
        if (settings.faults().contains(Fault.LATE)) {
            rules.add(LateWrite.RULES);
        }
        if (settings.faults().contains(Fault.LONE)) {
            rules.add(LoneCopies.RULES);
        }
        return "-Xmx256m" + (rules.isEmpty() ? "" : " " + Rules.option(folder, rules));
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException running) {
            // A signal ends this process, and the hook does the same once more.
        }
    }

    private static Network network(Settings settings, Path folder) throws IOException {
        List<String> nodes = settings.nodeNames();
        Optional<String> missing = settings.loopback() ? Optional.of("loopback was asked for") : Namespaces.missing();
        if (missing.isEmpty()) {
            return Namespaces.create(folder, nodes);
        }
        if (settings.faults().stream().anyMatch(Fault::cuts)) {
            throw new IOException("nodes cannot be cut off: " + missing.get());
        }
        System.out.println("campaign: no network namespaces: " + missing.get());
        return new Loopback(nodes);
    }

    /** A signal ends the campaign: what was done counts. */
    private static void takeDown(Campaign campaign, World world) {
        System.out.println(campaign.end());
        close(world);
    }

    private static void close(World world) {
        try {
            world.close();
        } catch (IOException e) {
            System.err.println("campaign: not all was taken down: " + e.getMessage());
        }
    }
}
