package io.coppice.kv.resp;

import io.coppice.kv.tcp.ReadBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into the commands of Redis's protocol: arrays of bulk strings.
 *
 * <p>It goes on where it stopped, so that a command that comes byte by byte costs no more than one that comes at once.
 * What is wrong with a stream is told in Redis's words, and nothing after it can be understood.
 */
final class RespReader {

    /** What {@link #next} found. */
    enum Found {
        /** A command: {@link #size()}, {@link #from} and {@link #length} tell where its arguments are in {@link #array()}. */
        COMMAND,
        /** Nothing more until the next {@link #append}. */
        NOTHING,
        /** {@link #fault()} says what; there is nothing more to be had. */
        FAULT
    }

    /** The largest argument, in bytes. */
    static final int MAX_BULK = 1024 * 1024;

    /** All arguments of one command together, in bytes. */
    static final int MAX_COMMAND = 8 * 1024 * 1024;

    /** So that one HSET takes 100,000 fields and their values. */
    static final int MAX_ARGUMENTS = 256 * 1024;

    /** A number with its sign, its type and its line end has fewer bytes. */
    private static final int MAX_HEADER = 32;

    private static final long NO_NUMBER = Long.MIN_VALUE;
    private static final int KEPT_ARGUMENTS = 64;

    private final ReadBuffer buffer = new ReadBuffer();
    /** Relative to the beginning of the command, as the buffer may move it. */
    private int[] starts = new int[8];

    private int[] lengths = new int[8];
    private int size;
    /** How many arguments the command under way has; -1 before that is known. */
    private int expected = -1;
    /** The length of the argument under way; -1 before that is known. */
    private int bulk = -1;
    /** How much of the command under way is understood, in bytes. */
    private int position;

    private byte[] commandArray = buffer.array();
    private int commandAt;
    private int commandLength;
    private @Nullable String fault;

    void append(byte[] read) {
        buffer.append(read);
    }

    Found next() {
        if (fault != null) {
            return Found.FAULT;
        }
        if (expected < 0) {
            size = 0;
            letGoOfArguments();
        }
        while (expected < 0) {
            if (isBlankLine()) {
                // As Redis has it, where that is an inline command of no words; redis-cli --pipe sends one.
                buffer.skip(2);
                continue;
            }
            long count = header('*', "invalid multibulk length");
            if (fault != null) {
                return Found.FAULT;
            }
            if (count == NO_NUMBER) {
                return Found.NOTHING;
            }
            if (count > MAX_ARGUMENTS) {
                return fault("invalid multibulk length");
            }
            if (count <= 0) {
                // As Redis has it: nothing, and no answer.
                cut();
            } else {
                expected = (int) count;
            }
        }
        while (size < expected) {
            Found part = argument();
            if (part != Found.COMMAND) {
                return part;
            }
        }
        commandArray = buffer.array();
        commandAt = buffer.at();
        commandLength = position;
        cut();
        return Found.COMMAND;
    }

    private boolean isBlankLine() {
        byte[] bytes = buffer.array();
        int at = buffer.at();
        return buffer.waiting() >= 2 && bytes[at] == '\r' && bytes[at + 1] == '\n';
    }

    private Found argument() {
        if (bulk < 0) {
            long length = header('$', "invalid bulk length");
            if (fault != null) {
                return Found.FAULT;
            }
            if (length == NO_NUMBER) {
                return Found.NOTHING;
            }
            if (length < 0 || length > MAX_BULK || position + length > MAX_COMMAND) {
                return fault("invalid bulk length");
            }
            bulk = (int) length;
        }
        if (buffer.waiting() - position < bulk + 2) {
            return Found.NOTHING;
        }
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
        }
        starts[size] = position;
        lengths[size] = bulk;
        size++;
        position += bulk + 2;
        bulk = -1;
        return Found.COMMAND;
    }

    /** The number of a line such as {@code *3}; {@link #NO_NUMBER} where the line is not whole. */
    private long header(char type, String wrong) {
        byte[] bytes = buffer.array();
        int at = buffer.at() + position;
        int end = buffer.end();
        if (at == end || (type == '*' && end - at == 1 && bytes[at] == '\r')) {
            return NO_NUMBER;
        }
        if (bytes[at] != type) {
            fault("expected '" + type + "', got '" + shown(bytes[at]) + "'");
            return NO_NUMBER;
        }
        int stop = at + 1;
        while (stop < end && bytes[stop] != '\r' && stop - at <= MAX_HEADER) {
            stop++;
        }
        if (stop - at > MAX_HEADER) {
            fault(type == '*' ? "too big mbulk count string" : "too big bulk count string");
            return NO_NUMBER;
        }
        if (stop + 1 >= end) {
            return NO_NUMBER;
        }
        long number = Numbers.parse(bytes, at + 1, stop - at - 1);
        if (number == Numbers.NONE) {
            fault(wrong);
            return NO_NUMBER;
        }
        position += stop + 2 - at;
        return number;
    }

    private static String shown(byte b) {
        return b >= ' ' && b < 0x7f ? String.valueOf((char) b) : String.format("\\x%02x", b);
    }

    private Found fault(String what) {
        fault = what;
        return Found.FAULT;
    }

    private void cut() {
        buffer.skip(position);
        position = 0;
        expected = -1;
    }

    /** Of what one large command needed. */
    private void letGoOfArguments() {
        if (starts.length > KEPT_ARGUMENTS) {
            starts = new int[8];
            lengths = new int[8];
        }
    }

    /** What is wrong with the stream, in Redis's words. */
    String fault() {
        return String.valueOf(fault);
    }

    /** Lets go of commands that are done with. */
    void trim() {
        buffer.trim();
        commandArray = buffer.array();
        letGoOfArguments();
    }

    byte[] array() {
        return commandArray;
    }

    /** Where the whole command begins in the array. */
    int commandFrom() {
        return commandAt;
    }

    int commandLength() {
        return commandLength;
    }

    /** How many arguments the command has, its name included. */
    int size() {
        return size;
    }

    int from(int argument) {
        return commandAt + starts[argument];
    }

    int length(int argument) {
        return lengths[argument];
    }

    byte[] copy(int argument) {
        return Arrays.copyOfRange(commandArray, from(argument), from(argument) + length(argument));
    }

    int waiting() {
        return buffer.waiting();
    }
}
