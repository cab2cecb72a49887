package io.coppice.todo.lists;

import io.coppice.supervision.Supervision;
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
 * cache's mailbox and by its table, and how many are started. Run by hand: it prints figures and asserts nothing.
 */
final class FindOrStartFigures {

    private static final int SECONDS = 4;
    private static final int NEW_LISTS = 4_000;

    private FindOrStartFigures() {}

    public static void main(String[] args) throws Exception {
        Path data = Files.createTempDirectory("todo-figures");
        try (RunningTree tree = new RunningTree(data)) {
            Lists lists = new Lists(tree.vertx);
            ListName bob = new ListName("bob");
            RunningTree.get(lists.findOrStart(bob));
            for (int round = 0; round < 2; round++) {
                for (int clients : new int[] {1, 100}) {
                    System.out.printf("table, %d clients: %,d a second%n", clients, find(lists, bob, clients));
                    System.out.printf("mailbox, %d clients: %,d a second%n", clients, ask(tree, clients));
                }
            }
            for (int clients : new int[] {1, 100}) {
                System.out.printf("start, %d clients: %,d a second%n", clients, start(lists, clients));
            }
            System.out.printf(
                    "servers: %d%n",
                    Supervision.of(tree.vertx)
                            .supervisor("/todo/system/servers")
                            .orElseThrow()
                            .countChildren()
                            .await()
                            .workers());
        }
    }

    private static long find(Lists lists, ListName list, int clients) throws InterruptedException {
        LongAdder found = new LongAdder();
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
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
        return found.sum() / SECONDS;
    }

    private static long ask(RunningTree tree, int clients) throws InterruptedException {
        LongAdder answered = new LongAdder();
        CountDownLatch done = new CountDownLatch(clients);
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        for (int client = 0; client < clients; client++) {
            tree.vertx.runOnContext(v -> askAgain(tree, answered, done, end));
        }
        done.await();
        return answered.sum() / SECONDS;
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

    private static long start(Lists lists, int clients) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(clients);
        long begun = System.nanoTime();
        for (int client = 0; client < clients; client++) {
            startNext(lists, clients + "-" + client + "-", 0, NEW_LISTS / clients, done);
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
