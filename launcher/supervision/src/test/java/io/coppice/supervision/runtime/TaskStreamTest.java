package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.StreamOptions;
import io.coppice.supervision.StreamOptions.OnTimeout;
import io.coppice.supervision.TaskStream;
import io.coppice.supervision.Work;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a stream of tasks takes its items, hands on their outcomes, and ends. */
class TaskStreamTest extends OnTasks {

    private static final StreamOptions TWO = StreamOptions.DEFAULT.withMaxConcurrency(2);

    private final AtomicInteger taken = new AtomicInteger();
    private final List<Promise<Integer>> works = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    /** From 0 up, for ever; counted as they are taken. */
    private Iterator<Integer> counted() {
        return IntStream.iterate(0, n -> n + 1)
                .peek(n -> taken.incrementAndGet())
                .iterator();
    }

    private Work<Integer> pending(int n) {
        Promise<Integer> work = Promise.promise();
        works.add(work);
        return Work.of(work::future);
    }

    private static Work<Integer> done(int n) {
        return Work.of(() -> Future.succeededFuture(n));
    }

    private TaskStream<Integer, Integer> stream(
            Iterator<Integer> items, Function<Integer, Work<Integer>> work, StreamOptions options) {
        return on(caller, () -> tasks.asyncStream(items, work, options));
    }

    private void read(TaskStream<Integer, Integer> stream) {
        stream.handler(item -> seen.add(word(item)));
    }

    @Test
    void nothingBeginsBeforeSomebodyReads() {
        TaskStream<Integer, Integer> stream = stream(counted(), this::pending, TWO);
        stream.pause();
        read(stream);
        on(caller, () -> true);
        assertThat(taken).hasValue(0);

        stream.resume();
        await().until(() -> taken.get() == 2);
    }

    @Test
    void noMoreItemsAreTakenThanMayBeInWorkOrWaiting() {
        TaskStream<Integer, Integer> stream = stream(counted(), this::pending, TWO);
        read(stream);
        await().until(() -> children().size() == 2);
        assertThat(taken).hasValue(2);

        // The second is done, but waits for the first.
        works.get(1).complete(1);
        await().until(() -> children().size() == 1);
        on(caller, () -> true);
        assertThat(taken).hasValue(2);
        assertThat(seen).isEmpty();

        works.get(0).complete(0);
        await().until(() -> taken.get() == 4);
        assertThat(seen).containsExactly("0 ok 0", "1 ok 1");
    }

    @Test
    void aReaderTakesWhatItFetches() {
        TaskStream<Integer, Integer> stream = stream(counted(), TaskStreamTest::done, TWO);
        stream.pause();
        read(stream);
        stream.fetch(3);

        await().until(() -> seen.size() == 3 && children().isEmpty());
        on(caller, () -> true);
        assertThat(seen).containsExactly("0 ok 0", "1 ok 1", "2 ok 2");
        assertThat(taken.get()).isLessThanOrEqualTo(5);
        stream.fetch(1);
        await().until(() -> seen.size() == 4);
    }

    @Test
    void anUnorderedStreamHandsOnWhatIsDoneFirst() {
        TaskStream<Integer, Integer> stream = stream(List.of(0, 1, 2).iterator(), this::pending, TWO.unordered());
        Future<String> all =
                on(caller, () -> stream.collect(Collectors.mapping(OnTasks::word, Collectors.joining(", "))));
        await().until(() -> works.size() == 2);
        works.get(1).complete(1);
        await().until(() -> works.size() == 3);
        works.get(2).complete(2);
        await().until(() -> children().size() == 1);
        works.get(0).complete(0);

        assertThat(get(all)).isEqualTo("1 ok 1, 2 ok 2, 0 ok 0");
    }

    @Test
    void handlersAreCalledOnTheContextThatMadeTheStream() {
        List<Context> contexts = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        TaskStream<Integer, Integer> stream = stream(List.of(1).iterator(), TaskStreamTest::done, TWO);
        stream.endHandler(v -> {
            contexts.add(Vertx.currentContext());
            ended.complete(null);
        });
        stream.handler(item -> contexts.add(Vertx.currentContext()));

        ended.join();
        assertThat(contexts).hasSize(2).containsOnly(caller.context().orElseThrow());
    }

    @Test
    void aStreamOfNothingEnds() {
        assertThat(all(stream(List.<Integer>of().iterator(), TaskStreamTest::done, TWO)))
                .isEmpty();
    }

    @Test
    void anItemThatTakesTooLongFailsTheStreamAndStopsTheOthers() {
        TaskStream<Integer, Integer> stream =
                stream(counted(), this::pending, TWO.withTimeout(Duration.ofMillis(20), OnTimeout.EXIT));

        Future<Long> all = on(caller, () -> stream.collect(Collectors.counting()));

        assertThat(failure(all))
                .isInstanceOf(TimeoutException.class)
                .hasMessageMatching("task /tasks/task-\\d+ had no result within 20 ms");
        awaitNothingIsLeft();
        assertThat(caller.isRunning()).isTrue();
    }

    @Test
    void aKilledTaskMakesRoomForTheNextUnderMaxChildren() {
        StreamOptions one = StreamOptions.DEFAULT
                .withMaxConcurrency(1)
                .withTimeout(Duration.ofMillis(20), OnTimeout.KILL_TASK)
                .nolink();
        TaskStream<Integer, Integer> stream = on(
                caller,
                () -> io.coppice.supervision.Tasks.in(vertx, "/one")
                        .asyncStream(List.of(1, 2, 3).iterator(), n -> Work.of(OnTasks::never), one));

        assertThat(all(stream)).isEqualTo("1 killed, 2 killed, 3 killed");
    }

    @Test
    void itemsThatThrowFailTheStream() {
        Iterator<Integer> bad = List.of(1, 0).stream().map(n -> 1 / n).iterator();
        Future<Long> all = on(caller, () -> neverDone(bad).collect(Collectors.counting()));

        assertThat(failure(all)).isInstanceOf(ArithmeticException.class);
        awaitNothingIsLeft();
    }

    private TaskStream<Integer, Integer> neverDone(Iterator<Integer> items) {
        return tasks.asyncStream(items, n -> Work.of(OnTasks::never), TWO);
    }

    @Test
    void aFailureThatNobodyHandlesCrashesTheCaller() {
        read(stream(List.of(1, 0).stream().map(n -> 1 / n).iterator(), this::pending, TWO));

        assertThat(get(caller.ended()).cause()).isInstanceOf(ArithmeticException.class);
        await().until(() -> children().isEmpty());
    }

    @Test
    void aHandlerThatThrowsEndsTheStreamAndItsTasks() {
        TaskStream<Integer, Integer> stream = stream(counted(), n -> n == 0 ? done(0) : pending(n), TWO.nolink());
        stream.handler(item -> {
            throw new IllegalStateException("boom");
        });

        assertThat(get(caller.ended()).cause()).hasMessage("boom");
        awaitNothingIsLeft();
    }

    @Test
    void theTasksOfALinkedStreamTakeTheCallerWithThem() {
        TaskStream<Integer, Integer> stream = stream(counted(), n -> n == 0 ? failing("boom") : pending(n), TWO);
        read(stream);

        assertThat(get(caller.ended()).cause()).hasMessage("boom");
        awaitNothingIsLeft();
    }

    @Test
    void theTasksEndWithTheirCallerHoweverThatEnds() {
        read(stream(counted(), this::pending, TWO.nolink()));
        await().until(() -> children().size() == 2);

        caller.exit(ExitReason.NORMAL);

        get(caller.ended());
        awaitNothingIsLeft();
        assertThat(taken).hasValue(2);
        assertThat(events(EventKind.CRASHED)).isEmpty();
    }

    @Test
    void aClosedStreamCallsNobodyAndLeavesNothing() {
        TaskStream<Integer, Integer> stream = stream(counted(), this::pending, TWO);
        read(stream);
        stream.endHandler(v -> seen.add("end")).exceptionHandler(e -> seen.add("failed"));
        await().until(() -> children().size() == 2);

        get(stream.close());
        get(stream.close());
        stream.fetch(10);

        awaitNothingIsLeft();
        assertThat(seen).isEmpty();
        assertThat(taken).hasValue(2);
    }

    @Test
    void aNegativeFetchIsRefused() {
        assertThatThrownBy(() -> stream(counted(), this::pending, TWO).fetch(-1))
                .hasMessage("the amount must be 0 or more, not -1");
    }
}
