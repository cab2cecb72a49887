package io.coppice.infosys.service;

import io.coppice.infosys.backends.Backend;
import io.coppice.infosys.question.Answer;
import io.coppice.infosys.question.Circuit;
import io.coppice.infosys.question.Findings;
import io.coppice.infosys.question.Question;
import io.coppice.infosys.question.Report;
import io.coppice.infosys.question.Report.Outcome;
import io.coppice.supervision.Task;
import io.coppice.supervision.TaskOutcome;
import io.coppice.supervision.Tasks;
import io.coppice.supervision.Work;
import io.coppice.supervision.spec.Shutdown;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All backends: each question is a task for each of them, a temporary child that is watched until the deadline, which is the same for
 * all, and then killed.
 */
final class Panel {

    private static final Logger LOG = LoggerFactory.getLogger(Panel.class);

    private record Seat(Backend backend, Circuit circuit) {}

    private final Tasks tasks;
    private final Duration deadline;
    private final InstantSource clock;
    private final List<Seat> seats;

    /**
     * A panel; for one verticle.
     *
     * @param tasks where the tasks are children
     */
    Panel(Tasks tasks, Duration deadline, InstantSource clock, List<Backend> backends, Supplier<Circuit> circuits) {
        this.tasks = tasks;
        this.deadline = deadline;
        this.clock = clock;
        this.seats = backends.stream()
                .map(backend -> new Seat(backend, circuits.get()))
                .toList();
    }

    /** Asks all at once. Complete at the deadline or before; failed where tasks cannot be started. */
    Future<Findings> ask(Question question) {
        return Future.all(seats.stream().map(seat -> ask(seat, question)).toList())
                .map(all -> new Findings(all.list()));
    }

    private Future<Report> ask(Seat seat, Question question) {
        Backend backend = seat.backend();
        Instant begun = clock.instant();
        if (backend.why().isPresent()) {
            return done(backend, Outcome.OFF, backend.why().get());
        }
        if (!seat.circuit().allows(begun)) {
            return done(backend, Outcome.SKIPPED, "it failed " + seat.circuit().failures() + " times in a row");
        }
        Task<List<Answer>> task = tasks.asyncNolink(work(backend, question));
        return task.yieldFor(deadline).map(outcome -> {
            Report report = report(backend, outcome, millisSince(begun));
            if (outcome.isEmpty()) {
                task.shutdown(Shutdown.BRUTAL_KILL)
                        .onFailure(cause -> LOG.debug("{} had ended by itself", task.path(), cause));
            }
            count(seat, report);
            return report;
        });
    }

    private static Future<Report> done(Backend backend, Outcome outcome, String why) {
        return Future.succeededFuture(Report.unanswered(backend.name(), outcome, 0, why));
    }

    /** With the plugin's class loader, as it is a supervisor that starts it. */
    private static Work<List<Answer>> work(Backend backend, Question question) {
        Work<List<Answer>> work = backend.asking().about(question);
        return work.named("infosys backend " + backend.name())
                .withOptions(new DeploymentOptions(work.options()).setClassLoader(Panel.class.getClassLoader()));
    }

    private static Report report(Backend backend, Optional<TaskOutcome<List<Answer>>> outcome, long millis) {
        if (outcome.isEmpty()) {
            return Report.unanswered(backend.name(), Outcome.LATE, millis, "");
        }
        if (outcome.get() instanceof TaskOutcome.Ok<List<Answer>> ok) {
            return Report.answered(backend.name(), millis, ok.value());
        }
        TaskOutcome.Exited<List<Answer>> exited = (TaskOutcome.Exited<List<Answer>>) outcome.get();
        return Report.unanswered(
                backend.name(), Outcome.CRASHED, millis, exited.reason().detail());
    }

    private void count(Seat seat, Report report) {
        Circuit circuit = seat.circuit();
        boolean wasOpen = circuit.isOpen();
        if (report.isFailure()) {
            circuit.failed(clock.instant());
        } else {
            circuit.succeeded();
        }
        if (circuit.isOpen() && !wasOpen) {
            LOG.warn(
                    "backend {} is left alone for a while: it failed {} times in a row",
                    report.backend(),
                    circuit.failures());
        } else if (wasOpen && !circuit.isOpen()) {
            LOG.info("backend {} answers again", report.backend());
        }
    }

    private long millisSince(Instant begun) {
        return Duration.between(begun, clock.instant()).toMillis();
    }

    /** How each backend is. */
    JsonArray state() {
        JsonArray states = new JsonArray();
        for (Seat seat : seats) {
            Backend backend = seat.backend();
            JsonObject state = new JsonObject().put("name", backend.name()).put("type", backend.type());
            if (backend.why().isPresent()) {
                states.add(state.put("state", "off").put("detail", backend.why().get()));
            } else {
                states.add(state.put("state", seat.circuit().isOpen() ? "left alone" : "asked")
                        .put("failures", seat.circuit().failures()));
            }
        }
        return states;
    }
}
