package io.coppice.kv;

import io.coppice.kv.Request.Verb;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Understands one line of the protocol; one instance a connection. */
final class CommandParser {

    /** What is to be done with a line. */
    enum Parsed {
        /** The request is for a bucket, or answered already. */
        REQUEST,
        /** As REQUEST, and its answer may be large: nothing more is to be carried out before it is written. */
        LARGE,
        /** A bucket is to be created; {@link #name()} is its name. */
        CREATE,
        /** A bucket is to be dropped; {@link #name()} is its name. */
        DROP,
        /** Not our protocol: answer, and close. */
        CLOSE
    }

    private static final int MOST_WORDS = 4;

    private static final byte[] NOT_UTF8 = Request.ascii("ERROR the line is not valid UTF-8\r\n");
    private static final byte[] NAME_TOO_LONG =
            Request.ascii("ERROR the name of a bucket has at most " + Registry.MAX_NAME + " bytes\r\n");
    private static final byte[] HTTP = Request.ascii("ERROR this port does not speak HTTP\r\n");

    private final BucketTable table;
    private final Bytes name = Bytes.probe();
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

    private final int[] starts = new int[MOST_WORDS];
    private final int[] lengths = new int[MOST_WORDS];
    private byte[] line = new byte[0];

    CommandParser(BucketTable table) {
        this.table = table;
    }

    /** Reads a line into a request. The line's array must not change until the request has its answer. */
    Parsed parse(byte[] array, int from, int length, Request request) {
        line = array;
        if (!isUtf8(from, length)) {
            request.answered(NOT_UTF8);
            return Parsed.REQUEST;
        }
        int words = split(from, from + length);
        if (words == 3 && wordStartsWith(2, "HTTP/")) {
            request.answered(HTTP);
            return Parsed.CLOSE;
        }
        return switch (words) {
            case 2 -> isWord(0, "KEYS") ? bucketCommand(Verb.KEYS, request) : ofName(request);
            case 3 -> {
                if (isWord(0, "GET")) {
                    yield bucketCommand(Verb.GET, request);
                }
                yield isWord(0, "DELETE") ? bucketCommand(Verb.DELETE, request) : unknown(request);
            }
            case 4 -> isWord(0, "PUT") ? bucketCommand(Verb.PUT, request) : unknown(request);
            default -> unknown(request);
        };
    }

    /** The bucket's name of the last command that was CREATE or DROP. */
    String name() {
        return name.toString();
    }

    private Parsed ofName(Request request) {
        boolean create = isWord(0, "CREATE");
        if (!create && !isWord(0, "DROP")) {
            return unknown(request);
        }
        if (lengths[1] > Registry.MAX_NAME) {
            request.answered(NAME_TOO_LONG);
            return Parsed.REQUEST;
        }
        name.moveTo(line, starts[1], lengths[1]);
        return create ? Parsed.CREATE : Parsed.DROP;
    }

    private Parsed bucketCommand(Verb verb, Request request) {
        name.moveTo(line, starts[1], lengths[1]);
        Bucket bucket = table.lookup(name);
        if (bucket == null) {
            request.answered(Request.NOT_FOUND);
            return Parsed.REQUEST;
        }
        request.to(verb, bucket);
        if (verb != Verb.KEYS) {
            request.key.moveTo(line, starts[2], lengths[2]);
        }
        if (verb == Verb.PUT) {
            request.value(Arrays.copyOfRange(line, starts[3], starts[3] + lengths[3]));
        }
        return verb == Verb.KEYS ? Parsed.LARGE : Parsed.REQUEST;
    }

    private static Parsed unknown(Request request) {
        request.answered(Request.UNKNOWN);
        return Parsed.REQUEST;
    }

    /** The number of words, counted up to one more than any command has. */
    private int split(int from, int end) {
        int words = 0;
        int at = from;
        while (true) {
            while (at < end && isBlank(line[at])) {
                at++;
            }
            if (at == end) {
                return words;
            }
            if (words == MOST_WORDS) {
                return MOST_WORDS + 1;
            }
            int start = at;
            while (at < end && !isBlank(line[at])) {
                at++;
            }
            starts[words] = start;
            lengths[words] = at - start;
            words++;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    private boolean isWord(int word, String text) {
        return lengths[word] == text.length() && wordStartsWith(word, text);
    }

    private boolean wordStartsWith(int word, String text) {
        if (lengths[word] < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (line[starts[word] + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isUtf8(int from, int length) {
        for (int i = from, end = from + length; i < end; i++) {
            if (line[i] < 0) {
                try {
                    utf8.decode(ByteBuffer.wrap(line, from, length));
                    return true;
                } catch (CharacterCodingException e) {
                    return false;
                }
            }
        }
        return true;
    }
}
