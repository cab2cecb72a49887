package io.coppice.bench.languages.bare;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A process that is written a JSON object a line, the same as a child is told a message by, and writes it back; one thread writes
 * and one reads. It is up when it has written back the first.
 */
final class BareProcess extends BareEcho {

    private static final int MOST = 10_000;
    private static final JsonObject FIRST = new JsonObject().put("type", "ping");

    private final List<String> command;
    private final Map<String, Message<JsonObject>> asked = new ConcurrentHashMap<>();
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MOST);
    private final Promise<Void> up = Promise.promise();
    private @Nullable Process process;
    private int count;

    BareProcess(List<String> command) {
        this.command = List.copyOf(command);
    }

    @Override
    public Future<?> start() throws IOException {
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process = started;
        Thread writer = begin("bare-writer", () -> write(started.outputWriter()));
        CompletableFuture<Void> ignored = started.onExit().thenRun(writer::interrupt);
        begin("bare-reader", () -> read(started.inputReader()));
        lines.add(FIRST.encode());
        return up.future()
                .compose(v -> vertx.eventBus()
                        .<JsonObject>consumer(ADDRESS, this::handle)
                        .completion());
    }

    @Override
    public Future<?> stop() {
        if (process != null) {
            process.destroyForcibly();
        }
        return Future.succeededFuture();
    }

    private void handle(Message<JsonObject> message) {
        String name = "@" + ++count;
        asked.put(name, message);
        String line = new JsonObject()
                .put("type", "message")
                .put("address", ADDRESS)
                .put("replyAddress", name)
                .put("body", message.body())
                .encode();
        if (!lines.offer(line)) {
            message.fail(-1, "too many are under way");
        }
    }

    private void write(BufferedWriter to) throws IOException, InterruptedException {
        while (true) {
            for (String line = lines.take(); line != null; line = lines.poll()) {
                to.append(line).append('\n');
            }
            to.flush();
        }
    }

    private void read(BufferedReader from) throws IOException {
        String first = from.readLine();
        if (first == null || !FIRST.equals(new JsonObject(first))) {
            up.fail("it has written " + first + " instead of " + FIRST);
            return;
        }
        up.complete();
        for (String line = from.readLine(); line != null; line = from.readLine()) {
            JsonObject answer = new JsonObject(line);
            Optional.ofNullable(asked.remove(answer.getString("replyAddress")))
                    .ifPresent(message -> context.runOnContext(v -> message.reply(answer.getJsonObject("body"))));
        }
    }

    /** Work that waits for a pipe. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** Until the process ends, and its pipes with it. */
    private Thread begin(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    } catch (IOException broken) {
                        if (process != null && process.isAlive()) {
                            throw new UncheckedIOException(broken);
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
