package io.coppice.bench.cluster;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Every n-th bucket, written once a round over one connection; what is refused is written again until it is not. */
final class Part {

    private static final String KEY = "once";
    private static final int IN_FLIGHT = 16;

    private final LineClient lines;
    private final List<String> names = new ArrayList<>();
    private int round;

    Part(LineClient lines, String prefix, int first, int step, int end) {
        this.lines = lines;
        for (int i = first; i < end; i += step) {
            names.add(prefix + i);
        }
    }

    List<String> names() {
        return names;
    }

    /** Writes them all. */
    Future<Void> fill(int number) {
        round = number;
        Queue<String> left = new ConcurrentLinkedQueue<>(names);
        return Future.all(Stream.generate(() -> writeAll(left)).limit(IN_FLIGHT).toList())
                .mapEmpty();
    }

    private Future<Void> writeAll(Queue<String> left) {
        String next = left.poll();
        return next == null ? Future.succeededFuture() : write(next).compose(written -> writeAll(left));
    }

    private Future<Void> write(String name) {
        Future<String> made = round == 0 ? lines.send("CREATE " + name) : Future.succeededFuture("OK");
        return made.compose(created -> lines.send("PUT " + name + " " + KEY + " " + round))
                .compose(answer -> answer.equals("OK") ? Future.succeededFuture() : write(name));
    }

    /** How many another connection does not find as they were written last. */
    Future<Integer> check(LineClient other) {
        List<Future<String>> found = names.stream()
                .map(name -> other.send("GET " + name + " " + KEY))
                .toList();
        return Future.all(found).map(all -> (int) found.stream()
                .filter(each -> !each.result().equals(Integer.toString(round)))
                .count());
    }
}
