package io.coppice.kv.resp;

import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Request;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The words of Redis's answers, in either version of the protocol. */
final class Resp {

    static final byte[] OK = Request.ascii("+OK\r\n");
    static final byte[] PONG = Request.ascii("+PONG\r\n");
    static final byte[] TOO_LARGE =
            error("ERR the answer has more than " + Output.MAX_ANSWER + " bytes; HSCAN and SCAN answer in parts");

    private static final byte[] END = Request.ascii("\r\n");
    private static final byte[] NIL_2 = Request.ascii("$-1\r\n");
    private static final byte[] NIL_3 = Request.ascii("_\r\n");

    private Resp() {}

    static void bulk(Output out, byte[] bytes) {
        header(out, '$', bytes.length);
        out.append(bytes);
        out.append(END);
    }

    static void bulk(Output out, String text) {
        bulk(out, text.getBytes(StandardCharsets.UTF_8));
    }

    static void bulkOrNil(Output out, byte @Nullable [] bytes, int version) {
        if (bytes == null) {
            nil(out, version);
        } else {
            bulk(out, bytes);
        }
    }

    static void nil(Output out, int version) {
        out.append(version == 3 ? NIL_3 : NIL_2);
    }

    static void number(Output out, long number) {
        header(out, ':', number);
    }

    static void array(Output out, int size) {
        header(out, '*', size);
    }

    /** The head of a map of so many pairs; in version 2 of an array of twice as many. */
    static void map(Output out, int pairs, int version) {
        header(out, version == 3 ? '%' : '*', version == 3 ? pairs : 2L * pairs);
    }

    /** The head of what is told unasked; in version 2 an array. */
    static void push(Output out, int size, int version) {
        header(out, version == 3 ? '>' : '*', size);
    }

    private static void header(Output out, char type, long number) {
        out.append(type);
        out.append(number);
        out.append(END);
    }

    /** A command, as a client sends it. */
    static byte[] command(byte[]... words) {
        Output out = new Output();
        array(out, words.length);
        for (byte[] word : words) {
            bulk(out, word);
        }
        return out.toArray();
    }

    /** An error; line ends in it become blanks. */
    static byte[] error(String text) {
        return ("-" + text.replaceAll("[\\r\\n]", " ") + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** As {@link #error}, of a text with a character a byte. */
    static byte[] errorInBytes(String text) {
        return ("-" + text.replaceAll("[\\r\\n]", " ") + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] numberAlone(long number) {
        return Request.ascii(":" + number + "\r\n");
    }
}
