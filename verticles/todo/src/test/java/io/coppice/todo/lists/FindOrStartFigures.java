package io.coppice.todo.lists;

import io.coppice.todo.RunningTree;
import io.coppice.todo.entries.ListName;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often a second the server of a list is found, as the tutorial's load test of its cache does it: by 1 and 100 clients, through the
 * cache's mailbox and by its table, and how many are started. {@code bench/lists} runs it beside Elixir; it asserts nothing.
 */
final class FindOrStartFigures {

    private static final int NEW_LISTS = 4_000;
    private static final int[] CLIENTS = {1, 100};

    private FindOrStartFigures() {}

    /** Argument: the seconds of each measurement, of which as many before are not counted. */
    public static void main(String[] args) throws Exception {
        int seconds = Integer.parseInt(args[0]);
        Path data = Files.createTempDirectory("todo-figures");
        try (RunningTree tree = new RunningTree(data)) {
            Lists lists = new Lists(tree.vertx);
            ListName bob = new ListName("bob");
            RunningTree.get(lists.findOrStart(bob));
            for (int clients : CLIENTS) {
                find(lists, bob, clients, seconds);
                System.out.printf("table-%d %d%n", clients, find(lists, bob, clients, seconds));
                ask(tree, clients, seconds);
                System.out.printf("process-%d %d%n", clients, ask(tree, clients, seconds));
            }
            start(lists, "warm-up-", 100);
            for (int clients : CLIENTS) {
                System.out.printf("start-%d %d%n", clients, start(lists, "", clients));
            }
        }
    }

    private static long find(Lists lists, ListName list, int clients, int seconds) throws InterruptedException {
        LongAdder found = new LongAdder();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> threads = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            Thread thread = new Thread(() -> {
                while (System.nanoTime() - end < 0) {
                    for (int i = 0; i < 1_000; i++) {
                        lists.findOrStart(list);
                    }
                    found.add(1_000);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return found.sum() / seconds;
    }

    private static long ask(RunningTree tree, int clients, int seconds) throws InterruptedException {
        LongAdder answered = new LongAdder();
        CountDownLatch done = new CountDownLatch(clients);
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        for (int client = 0; client < clients; client++) {
            tree.vertx.runOnContext(v -> askAgain(tree, answered, done, end));
        }
        done.await();
        return answered.sum() / seconds;
    }

    private static void askAgain(RunningTree tree, LongAdder answered, CountDownLatch done, long end) {
        if (System.nanoTime() - end > 0) {
            done.countDown();
            return;
        }
        tree.vertx
                .eventBus()
                .request(Cache.ADDRESS, new JsonObject().put("action", "server").put("list", "bob"))
                .onComplete(reply -> {
                    answered.increment();
                    askAgain(tree, answered, done, end);
                });
    }

    private static long start(Lists lists, String prefix, int clients) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(clients);
        long begun = System.nanoTime();
        for (int client = 0; client < clients; client++) {
            startNext(lists, prefix + clients + "-" + client + "-", 0, NEW_LISTS / clients, done);
        }
        done.await();
        return NEW_LISTS * 1_000_000_000L / (System.nanoTime() - begun);
    }

    private static void startNext(Lists lists, String prefix, int number, int most, CountDownLatch done) {
        if (number == most) {
            done.countDown();
            return;
        }
        lists.findOrStart(new ListName(prefix + number))
                .onComplete(started -> startNext(lists, prefix, number + 1, most, done));
    }
}
