package io.coppice.kv.lines;

import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Request;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What a word of a line is: UTF-8 without white space, not empty. */
final class Words {

    private static final byte[] HEX = Request.ascii("0123456789abcdef");

    private Words() {}

    static boolean isBlank(byte b) {
        // What most bytes are not is asked first.
        return b <= ' ' && (b == ' ' || (b >= '\t' && b <= '\r'));
    }

    static boolean isWord(byte[] bytes) {
        boolean ascii = true;
        for (byte b : bytes) {
            if (isBlank(b)) {
                return false;
            }
            ascii &= b >= 0;
        }
        return bytes.length > 0 && (ascii || isUtf8(bytes, 0, bytes.length));
    }

    /** Strictly: no overlong forms, no surrogates. */
    static boolean isUtf8(byte[] bytes, int from, int length) {
        for (int i = from, end = from + length; i < end; i++) {
            if (bytes[i] < 0) {
                return isDecodable(bytes, from, length);
            }
        }
        return true;
    }

    private static boolean isDecodable(byte[] bytes, int from, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * Appends any bytes as one word: such as are no word, or begin with a quote, in quotes, with {@code \"}, {@code \\} and,
     * for each byte that is no visible character of ASCII, {@code \x20}.
     */
    static void append(Output out, byte[] bytes) {
        if (isWord(bytes) && bytes[0] != '"') {
            out.append(bytes);
            return;
        }
        out.append('"');
        for (byte b : bytes) {
            if (b == '"' || b == '\\') {
                out.append('\\');
                out.append((char) b);
            } else if (b > ' ' && b < 0x7f) {
                out.append((char) b);
            } else {
                out.append('\\');
                out.append('x');
                out.append((char) HEX[(b >> 4) & 0xf]);
                out.append((char) HEX[b & 0xf]);
            }
        }
        out.append('"');
    }
}
