package io.coppice.kv.resp;

import io.coppice.kv.store.Bytes;
import io.coppice.kv.tcp.Protocol.Next;
import io.coppice.kv.tcp.Request;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands that are known, by their names in capitals. */
final class CommandTable {

    /** So much of an unknown command is shown in the error. */
    static final int MOST_SHOWN = 128;

    private static final int LONGEST = 16;

    /** Reads the rest of a command into the request, or answers it. */
    @FunctionalInterface
    interface Handler {
        Next handle(RespProtocol client, Request request);
    }

    /**
     * @param name in small letters
     * @param arity as Redis has it: how many arguments, the name included; negative for at least so many
     * @param group as in Redis's documentation
     */
    record Entry(String name, int arity, String group, Handler handler) {
        boolean takes(int arguments) {
            return arity >= 0 ? arguments == arity : arguments >= -arity;
        }
    }

    private static final Map<Bytes, Entry> ENTRIES = new LinkedHashMap<>();
    private static final ThreadLocal<Probe> PROBES = ThreadLocal.withInitial(Probe::new);

    private static final class Probe {
        final Bytes bytes = Bytes.probe();
        final byte[] capitals = new byte[LONGEST];
    }

    static {
        HashCommands.register(CommandTable::add);
        KeyCommands.register(CommandTable::add);
        ServerCommands.register(CommandTable::add);
        SubscribeCommands.register(CommandTable::add);
    }

    /** Takes commands into the table. */
    @FunctionalInterface
    interface Adder {
        void add(String name, int arity, String group, Handler handler);
    }

    private CommandTable() {}

    private static void add(String name, int arity, String group, Handler handler) {
        ENTRIES.put(Bytes.of(name), new Entry(name.toLowerCase(Locale.ROOT), arity, group, handler));
    }

    static Collection<Entry> all() {
        return ENTRIES.values();
    }

    /** The command with this name, in letters of any size; null for none. */
    static @Nullable Entry find(byte[] array, int from, int length) {
        if (length > LONGEST) {
            return null;
        }
        Probe probe = PROBES.get();
        for (int i = 0; i < length; i++) {
            byte b = array[from + i];
            probe.capitals[i] = b >= 'a' && b <= 'z' ? (byte) (b - 32) : b;
        }
        probe.bytes.moveTo(probe.capitals, 0, length);
        return ENTRIES.get(probe.bytes);
    }
}
