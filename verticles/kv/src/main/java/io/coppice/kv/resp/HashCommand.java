package io.coppice.kv.resp;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Entry;
import io.coppice.kv.tcp.Command;
import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Request;
import org.jspecify.annotations.Nullable;

/**
 * What Redis's commands on hashes do to a bucket. A hash without fields does not exist, so one that loses its last is
 * vacated.
 *
 * <p>Of a request the key is the field; where there are several fields, or options, they are its arguments.
 */
enum HashCommand implements Command {
    HGET {
        @Override
        public void run(Bucket bucket, Request request) {
            request.bytes(value(bucket, request.key));
        }

        @Override
        void done(Request request, Output out) {
            Resp.bulkOrNil(out, request.bytes(), request.form());
        }
    },

    /** One field; its value is the request's bytes. */
    HSET {
        @Override
        public boolean creates() {
            return true;
        }

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
    HSET_MANY {
        @Override
        public boolean creates() {
            return true;
        }

        @Override
        public void run(Bucket bucket, Request request) {
            int before = bucket.size();
            putAll(bucket, request);
            request.number(bucket.size() - before);
        }
    },

    /** As {@link #HSET_MANY}, and answers OK. */
    HMSET {
        @Override
        public boolean creates() {
            return true;
        }

        @Override
        public void run(Bucket bucket, Request request) {
            putAll(bucket, request);
        }

        @Override
        void done(Request request, Output out) {
            out.append(Resp.OK);
        }
    },

    HSETNX {
        @Override
        public boolean creates() {
            return true;
        }

        @Override
        public void run(Bucket bucket, Request request) {
            byte[] value = request.bytes();
            boolean isNew = bucket.find(request.key) == null;
            if (isNew && value != null) {
                bucket.put(request.key, value);
            }
            request.number(isNew ? 1 : 0);
        }
    },

    HMGET {
        @Override
        public void run(Bucket bucket, Request request) {
            Output found = Output.ofAnswer();
            Resp.array(found, request.arguments().length);
            for (byte[] field : request.arguments()) {
                Resp.bulkOrNil(found, value(bucket, Bytes.of(field)), request.form());
            }
            request.bytes(found.toArray());
        }

        @Override
        void missing(Request request, Output out) {
            Resp.array(out, request.arguments().length);
            for (int i = 0; i < request.arguments().length; i++) {
                Resp.nil(out, request.form());
            }
        }

        @Override
        void done(Request request, Output out) {
            ready(request, out);
        }
    },

    HGETALL {
        @Override
        public void run(Bucket bucket, Request request) {
            Output all = Output.ofAnswer();
            Resp.map(all, bucket.size(), request.form());
            bucket.forEach(entry -> {
                Resp.bulk(all, entry.key());
                Resp.bulk(all, entry.value());
            });
            request.bytes(all.toArray());
        }

        @Override
        void missing(Request request, Output out) {
            Resp.map(out, 0, request.form());
        }

        @Override
        void done(Request request, Output out) {
            ready(request, out);
        }
    },

    HKEYS {
        @Override
        public void run(Bucket bucket, Request request) {
            Output all = Output.ofAnswer();
            Resp.array(all, bucket.size());
            bucket.forEach(entry -> Resp.bulk(all, entry.key()));
            request.bytes(all.toArray());
        }

        @Override
        void missing(Request request, Output out) {
            Resp.array(out, 0);
        }

        @Override
        void done(Request request, Output out) {
            ready(request, out);
        }
    },

    HVALS {
        @Override
        public void run(Bucket bucket, Request request) {
            Output all = Output.ofAnswer();
            Resp.array(all, bucket.size());
            bucket.forEach(entry -> Resp.bulk(all, entry.value()));
            request.bytes(all.toArray());
        }

        @Override
        void missing(Request request, Output out) {
            Resp.array(out, 0);
        }

        @Override
        void done(Request request, Output out) {
            ready(request, out);
        }
    },

    HDEL {
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

    HEXISTS {
        @Override
        public void run(Bucket bucket, Request request) {
            request.number(bucket.find(request.key) == null ? 0 : 1);
        }
    },

    HLEN {
        @Override
        public void run(Bucket bucket, Request request) {
            request.number(bucket.size());
        }
    },

    HSTRLEN {
        @Override
        public void run(Bucket bucket, Request request) {
            byte[] value = value(bucket, request.key);
            request.number(value == null ? 0 : value.length);
        }
    },

    /** The request's number is the increment, and then the sum. */
    HINCRBY {
        @Override
        public boolean creates() {
            return true;
        }

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

        @Override
        void done(Request request, Output out) {
            ready(request, out);
        }
    },

    /** The request's number is the cursor; its arguments are the options, which as in Redis matter only where there is a hash. */
    HSCAN {
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

        @Override
        void missing(Request request, Output out) {
            out.append(ScanOptions.NOTHING);
        }

        @Override
        void done(Request request, Output out) {
            ready(request, out);
        }
    };

    private static final byte[] CRASHED = Resp.error("ERR the bucket crashed");

    private static byte @Nullable [] value(Bucket bucket, Bytes field) {
        Entry entry = bucket.find(field);
        return entry == null ? null : entry.value();
    }

    private static void putAll(Bucket bucket, Request request) {
        byte[][] all = request.arguments();
        for (int i = 0; i + 1 < all.length; i += 2) {
            bucket.put(Bytes.of(all[i]), all[i + 1]);
        }
    }

    private static void ready(Request request, Output out) {
        byte[] answer = request.bytes();
        if (answer != null) {
            out.append(answer);
        }
    }

    @Override
    public final void answer(Request request, Output out) {
        switch (request.outcome()) {
            case DONE -> done(request, out);
            case REFUSED -> missing(request, out);
            case TOO_LARGE -> out.append(Resp.TOO_LARGE);
            case CRASHED -> out.append(CRASHED);
        }
    }

    void done(Request request, Output out) {
        Resp.number(out, request.number());
    }

    /** The answer where the bucket does not exist; the request is as it came. */
    void missing(Request request, Output out) {
        if (this == HGET) {
            Resp.nil(out, request.form());
        } else {
            Resp.number(out, 0);
        }
    }
}
