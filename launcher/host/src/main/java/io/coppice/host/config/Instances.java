package io.coppice.host.config;

import java.util.Locale;

/** How many instances of a verticle run: a number, or a word that stands for one on each machine. */
public sealed interface Instances {

    Instances ONE = of(1);

    /** How many they are on a machine. */
    int on(Machine machine);

    static Instances of(int number) {
        return new Count(number);
    }

    /** The same on every machine. */
    record Count(int number) implements Instances {

        @Override
        public int on(Machine machine) {
            return number;
        }
    }

    /** As many as suit the machine. */
    enum Word implements Instances {
        /** One an event loop. */
        EVENT_LOOPS {
            @Override
            public int on(Machine machine) {
                return machine.eventLoops();
            }
        },
        /** One for each second core, for what leaves as much to its clients and the kernel. */
        HALF_OF_CORES {
            @Override
            public int on(Machine machine) {
                return Math.max(1, machine.cores() / 2);
            }
        };

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a node has to run them on.
     *
     * @param eventLoops of its Vert.x
     * @param cores that the JVM may use
     */
    record Machine(int eventLoops, int cores) {

        /** This one, where Vert.x has so many event loops. */
        public static Machine here(int eventLoops) {
            return new Machine(eventLoops, Runtime.getRuntime().availableProcessors());
        }
    }
}
