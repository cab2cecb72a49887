package io.coppice.kv.lines;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.Entry;
import io.coppice.kv.tcp.Command;
import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Request;
import java.nio.charset.StandardCharsets;

/** What a line does to a bucket that is there. */
enum LineCommand implements Command {
    GET {
        @Override
        public void run(Bucket bucket, Request request) {
            Entry found = bucket.find(request.key);
            request.bytes(found == null ? null : found.value());
        }

        @Override
        void done(Request request, Output out) {
            byte[] value = request.bytes();
            if (value != null && !isWord(value)) {
                out.append(NO_WORD);
                return;
            }
            if (value != null) {
                out.append(value);
            }
            out.append(LINE_END_OK);
        }
    },

    PUT {
        @Override
        public void run(Bucket bucket, Request request) {
            byte[] value = request.bytes();
            if (value != null) {
                bucket.put(request.key, value);
            }
        }
    },

    DELETE {
        @Override
        public void run(Bucket bucket, Request request) {
            bucket.delete(request.key);
        }
    },

    /** Keys that no line can hold, which came in another way, are left out, and told of. */
    KEYS {
        @Override
        public void run(Bucket bucket, Request request) {
            Output lines = Output.ofAnswer();
            int[] left = {0};
            bucket.forEach(entry -> {
                if (isWord(entry.key())) {
                    lines.append(entry.key());
                    lines.append(LINE_END);
                } else {
                    left[0]++;
                }
            });
            request.number(left[0]);
            request.bytes(lines.toArray());
        }

        @Override
        void done(Request request, Output out) {
            byte[] lines = request.bytes();
            if (lines != null) {
                out.append(lines);
            }
            out.append(request.number() == 0 ? OK : error(request.number() + " more keys are not words"));
        }
    };

    static final byte[] OK = Request.ascii("OK\r\n");
    static final byte[] NOT_FOUND = Request.ascii("NOT FOUND\r\n");
    private static final byte[] UNAVAILABLE = error(Request.NOT_AVAILABLE);
    private static final byte[] UNKNOWN = error("unknown outcome: " + Request.NOT_CONFIRMED);
    private static final byte[] CRASHED = Request.ascii("ERROR the bucket crashed\r\n");
    private static final byte[] TOO_LARGE = Request.ascii("ERROR the answer has more than " + Output.MAX_ANSWER
            + " bytes; HSCAN, of Redis's protocol, lists in parts\r\n");
    private static final byte[] LINE_END = Request.ascii("\r\n");
    private static final byte[] LINE_END_OK = Request.ascii("\r\nOK\r\n");
    private static final byte[] NO_WORD =
            Request.ascii("ERROR the value is not a word: it is empty, or has blanks or bytes that are not UTF-8\r\n");

    @Override
    public void answer(Request request, Output out) {
        switch (request.outcome()) {
            case DONE -> done(request, out);
            case REFUSED -> out.append(NOT_FOUND);
            case TOO_LARGE -> out.append(TOO_LARGE);
            case CRASHED -> out.append(CRASHED);
            case UNAVAILABLE -> out.append(UNAVAILABLE);
            case UNKNOWN -> out.append(UNKNOWN);
        }
    }

    void done(Request request, Output out) {
        out.append(OK);
    }

    private static boolean isWord(byte[] bytes) {
        return Words.isWord(bytes);
    }

    static byte[] error(String reason) {
        return ("ERROR " + reason.replaceAll("[\\r\\n]+", " ") + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
