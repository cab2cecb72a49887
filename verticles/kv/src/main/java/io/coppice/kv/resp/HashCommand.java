package io.coppice.kv.resp;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Entry;
import io.coppice.kv.tcp.Command;
import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Request;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What Redis's commands on hashes do to a bucket. A hash without fields does not exist, so one that loses its last is
 * vacated.
 *
 * <p>Of a request the key is the field; where there are several fields, or options, they are its arguments.
 */
enum HashCommand implements Command {
    HGET(Reply.BULK) {
        @Override
        public void run(Bucket bucket, Request request) {
            request.bytes(value(bucket, request.key));
        }
    },

    /** One field; its value is the request's bytes. */
    HSET(Reply.NUMBER, true) {
        @Override
        public void run(Bucket bucket, Request request) {
            byte[] value = request.bytes();
            if (value != null) {
                int before = bucket.size();
                bucket.put(request.key, value);
                request.number(bucket.size() - before);
            }
        }
    },

    /** Fields and values in turns. */
    HSET_MANY(Reply.NUMBER, true) {
        @Override
        public void run(Bucket bucket, Request request) {
            int before = bucket.size();
            byte[][] all = request.arguments();
            for (int i = 0; i + 1 < all.length; i += 2) {
                bucket.put(Bytes.of(all[i]), all[i + 1]);
            }
            request.number(bucket.size() - before);
        }
    },

    /** As {@link #HSET_MANY}, and answers OK. */
    HMSET(Reply.OK, true) {
        @Override
        public void run(Bucket bucket, Request request) {
            HSET_MANY.run(bucket, request);
        }
    },

    HSETNX(Reply.NUMBER, true) {
        @Override
        public void run(Bucket bucket, Request request) {
            if (bucket.find(request.key) == null) {
                HSET.run(bucket, request);
            }
        }
    },

    HMGET(Reply.READY) {
        @Override
        public void run(Bucket bucket, Request request) {
            Output found = Output.ofAnswer();
            Resp.array(found, request.arguments().length);
            for (byte[] field : request.arguments()) {
                Resp.bulkOrNil(found, value(bucket, Bytes.of(field)), request.form());
            }
            request.bytes(found.toArray());
        }
    },

    HGETALL(Reply.READY) {
        @Override
        public void run(Bucket bucket, Request request) {
            Output all = Output.ofAnswer();
            Resp.map(all, bucket.size(), request.form());
            list(bucket, request, all, (out, entry) -> {
                Resp.bulk(out, entry.key());
                Resp.bulk(out, entry.value());
            });
        }
    },

    HKEYS(Reply.READY) {
        @Override
        public void run(Bucket bucket, Request request) {
            Output all = Output.ofAnswer();
            Resp.array(all, bucket.size());
            list(bucket, request, all, (out, entry) -> Resp.bulk(out, entry.key()));
        }
    },

    HVALS(Reply.READY) {
        @Override
        public void run(Bucket bucket, Request request) {
            Output all = Output.ofAnswer();
            Resp.array(all, bucket.size());
            list(bucket, request, all, (out, entry) -> Resp.bulk(out, entry.value()));
        }
    },

    HDEL(Reply.NUMBER) {
        @Override
        public void run(Bucket bucket, Request request) {
            int deleted = 0;
            for (byte[] field : request.arguments()) {
                deleted += bucket.delete(Bytes.of(field)) ? 1 : 0;
            }
            if (deleted > 0) {
                bucket.vacateIfEmpty();
            }
            request.number(deleted);
        }
    },

    HEXISTS(Reply.NUMBER) {
        @Override
        public void run(Bucket bucket, Request request) {
            request.number(bucket.find(request.key) == null ? 0 : 1);
        }
    },

    HLEN(Reply.NUMBER) {
        @Override
        public void run(Bucket bucket, Request request) {
            request.number(bucket.size());
        }
    },

    HSTRLEN(Reply.NUMBER) {
        @Override
        public void run(Bucket bucket, Request request) {
            Entry found = bucket.find(request.key);
            request.number(found == null ? 0 : found.length());
        }
    },

    /** The request's number is the increment. */
    HINCRBY(Reply.READY, true) {
        @Override
        public void run(Bucket bucket, Request request) {
            byte[] value = value(bucket, request.key);
            if (value != null && !Numbers.isWhole(value)) {
                request.bytes(Resp.error("ERR hash value is not an integer"));
                return;
            }
            long before = value == null ? 0 : Numbers.parse(value);
            long sum = before + request.number();
            if (((before ^ sum) & (request.number() ^ sum)) < 0) {
                request.bytes(Resp.error("ERR increment or decrement would overflow"));
                return;
            }
            bucket.increment(request.key, Request.ascii(Long.toString(sum)));
            request.bytes(Resp.numberAlone(sum));
        }
    },

    /** The request's number is the cursor; its arguments are the options, which as in Redis matter only where there is a hash. */
    HSCAN(Reply.READY) {
        @Override
        public void run(Bucket bucket, Request request) {
            if (bucket.size() == 0) {
                request.bytes(ScanOptions.NOTHING);
                return;
            }
            ScanOptions options = ScanOptions.of(request.arguments());
            byte[] fault = options.fault();
            request.bytes(fault != null ? fault : options.scan(bucket, (int) request.number()));
        }
    };

    /** What a command has left in its request for the client. */
    private enum Reply {
        /** A number. */
        NUMBER,
        /** Bytes, or none, in the form that the client wants. */
        BULK,
        /** The bytes of the whole answer. */
        READY,
        /** Nothing: it is done. */
        OK
    }

    static final byte[] UNAVAILABLE = Resp.error("TRYAGAIN " + Request.NOT_AVAILABLE);
    static final byte[] UNKNOWN = Resp.error("UNKNOWN outcome: " + Request.NOT_CONFIRMED);
    private static final byte[] CRASHED = Resp.error("ERR the bucket crashed");

    /** Stands for one that is not there; only what changes nothing in it may be done to it. */
    private static final Bucket EMPTY = Bucket.absent("");

    private final Reply reply;
    private final boolean creates;

    HashCommand(Reply reply) {
        this(reply, false);
    }

    HashCommand(Reply reply, boolean creates) {
        this.reply = reply;
        this.creates = creates;
    }

    @Override
    public final boolean creates() {
        return creates;
    }

    /** Whether it changes nothing. */
    boolean isRead() {
        return switch (this) {
            case HGET, HMGET, HGETALL, HEXISTS, HLEN, HKEYS, HVALS, HSTRLEN, HSCAN -> true;
            case HSET, HSET_MANY, HMSET, HSETNX, HDEL, HINCRBY -> false;
        };
    }

    private static byte @Nullable [] value(Bucket bucket, Bytes field) {
        Entry entry = bucket.find(field);
        return entry == null ? null : entry.value();
    }

    private static void list(Bucket bucket, Request request, Output all, BiConsumer<Output, Entry> item) {
        bucket.forEach(entry -> item.accept(all, entry));
        request.bytes(all.toArray());
    }

    @Override
    public final void answer(Request request, Output out) {
        switch (request.outcome()) {
            case DONE -> done(request, out);
            case REFUSED -> {
                // Redis knows no difference between a hash that is not there and one without fields.
                if (!creates) {
                    run(EMPTY, request);
                }
                done(request, out);
            }
            case TOO_LARGE -> out.append(Resp.TOO_LARGE);
            case CRASHED -> out.append(CRASHED);
            case UNAVAILABLE -> out.append(UNAVAILABLE);
            case UNKNOWN -> out.append(UNKNOWN);
        }
    }

    private void done(Request request, Output out) {
        byte[] bytes = request.bytes();
        switch (reply) {
            case NUMBER -> Resp.number(out, request.number());
            case BULK -> Resp.bulkOrNil(out, bytes, request.form());
            case READY -> {
                if (bytes != null) {
                    out.append(bytes);
                }
            }
            case OK -> out.append(Resp.OK);
        }
    }
}
