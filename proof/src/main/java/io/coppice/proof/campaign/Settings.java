package io.coppice.proof.campaign;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What a campaign is asked for.
 *
 * @param first the number of its first round
 * @param nodes how many nodes there are
 * @param loopback whether it does without network namespaces, also where they could be
 * @param durability of the buckets; empty leaves it to the store
 * @param rate about so many operations a second
 * @param without the protection that is taken away from the nodes, to see that it is missed
 * @param plot where to draw what the first round did to the clients
 */
public record Settings(
        long seed,
        int first,
        int rounds,
        List<Fault> faults,
        int nodes,
        boolean loopback,
        String durability,
        int rate,
        Optional<Protection> without,
        Optional<Path> plot) {

    private static final Set<String> KNOWN =
            Set.of("seed", "first", "rounds", "faults", "nodes", "loopback", "durability", "rate", "without", "plot");

    /**
     * From the properties that begin with {@code campaign.}; what is empty is as if it were not there.
     *
     * @throws IllegalArgumentException if one of them is wrong
     */
    public static Settings of(Properties properties) {
        Set<String> unknown = new TreeSet<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith("campaign.") && !KNOWN.contains(name.substring("campaign.".length()))) {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(unknown + " are unknown; known are " + new TreeSet<>(KNOWN));
        }
        Settings settings = new Settings(
                number(properties, "seed", System.currentTimeMillis() % 1_000_000),
                (int) number(properties, "first", 1),
                (int) number(properties, "rounds", 10),
                Arrays.stream(text(properties, "faults", "kill").split(",", -1))
                        .map(name -> constant(Fault.class, name))
                        .toList(),
                (int) number(properties, "nodes", 3),
                Boolean.parseBoolean(text(properties, "loopback", "false")),
                text(properties, "durability", ""),
                (int) number(properties, "rate", 1500),
                Optional.of(text(properties, "without", ""))
                        .filter(name -> !name.isEmpty())
                        .map(name -> constant(Protection.class, name)),
                Optional.of(text(properties, "plot", ""))
                        .filter(path -> !path.isEmpty())
                        .map(Path::of));
        if (settings.nodes < 3 || settings.nodes > 9 || settings.rounds < 1 || settings.rate < 1) {
            throw new IllegalArgumentException(
                    "there have to be 3 to 9 nodes, at least one round and at least one operation a second");
        }
        return settings;
    }

    private static String text(Properties properties, String name, String otherwise) {
        String value = properties.getProperty("campaign." + name, "");
        return value.isEmpty() ? otherwise : value;
    }

    private static long number(Properties properties, String name, long otherwise) {
        String value = text(properties, name, Long.toString(otherwise));
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " has to be a number, not " + value, e);
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        for (E each : type.getEnumConstants()) {
            if (each.name().equals(name.strip().toUpperCase(Locale.ROOT))) {
                return each;
            }
        }
        String known = Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
        throw new IllegalArgumentException(name + " is none of " + known);
    }

    List<String> nodeNames() {
        return IntStream.range(0, nodes)
                .mapToObj(number -> Character.toString('a' + number))
                .toList();
    }
}
