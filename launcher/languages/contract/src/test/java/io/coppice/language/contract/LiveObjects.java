package io.coppice.language.contract;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;

/**
 * What this JVM has in memory once garbage was collected.
 *
 * @param counts the objects of each class
 * @param classBytes what the classes themselves take
 */
record LiveObjects(Map<String, Long> counts, long classBytes) {

    private static final Pattern LINE = Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +(\\S+).*$");

    static LiveObjects now() throws Exception {
        // The first clears what was made since; what it finalizes and unloads goes with the second.
        histogram();
        Map<String, Long> counts = new TreeMap<>();
        Matcher line = LINE.matcher(histogram());
        while (line.find()) {
            // The same class of several class loaders.
            counts.merge(line.group(2), Long.valueOf(line.group(1)), Long::sum);
        }
        if (counts.isEmpty()) {
            throw new IllegalStateException("this JVM's list of live objects cannot be read");
        }
        long classBytes = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .mapToLong(LiveObjects::used)
                .sum();
        return new LiveObjects(counts, classBytes);
    }

    private static long used(MemoryPoolMXBean pool) {
        return pool.getUsage().getUsed();
    }

    /** Collects garbage, and lists what stays. */
    private static String histogram() throws Exception {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
    }

    long count(String type) {
        return counts.getOrDefault(type, 0L);
    }

    /** The classes that have at least so many objects more than they had. */
    Map<String, Long> grownBy(long least, LiveObjects before) {
        Map<String, Long> grown = new TreeMap<>();
        counts.forEach((type, count) -> {
            long more = count - before.count(type);
            if (more >= least) {
                grown.put(type, more);
            }
        });
        return grown;
    }
}
