/**
 * Supervision of verticles by the rules of Erlang/OTP, for any Vert.x application.
 *
 * <h2>Purpose</h2>
 *
 * <p>A <em>supervisor</em> starts its children in order, notices when one of them ends, starts it again as its spec says,
 * and ends itself when that happens too often, so that its own supervisor takes over. Its children are verticles, which
 * need not know of it, and other supervisors: together they are a tree, and each part has a path in it, such as
 * {@code /sessions/alice}.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * static class Greeter extends VerticleBase {
 *     @Override
 *     public Future<?> start() {
 *         return vertx.eventBus().<String>consumer("greet", this::greet).completion();
 *     }
 *
 *     private void greet(Message<String> message) {
 *         if (message.body().isEmpty()) {
 *             throw new IllegalArgumentException("no name");
 *         }
 *         message.reply("hello " + message.body());
 *     }
 * }
 *
 * static Future<Supervisor> startTree(Vertx vertx) {
 *     ChildSpec greeter = ChildSpec.of("greeter", VerticleStart.of("Greeter", Greeter::new));
 *     ChildSpec sessions = ChildSpec.of("sessions", SupervisorSpec.ofDynamic());
 *     return Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.REST_FOR_ONE, greeter, sessions));
 * }
 *
 * static Future<Child> startSession(Vertx vertx, String name) {
 *     Supervisor sessions = Supervision.of(vertx).supervisor("/sessions").orElseThrow();
 *     ChildSpec session = ChildSpec.of(name, VerticleStart.of("Session", Session::new));
 *     return sessions.startChild(session.withRestart(RestartType.TEMPORARY));
 * }
 * }</pre>
 *
 * <p>An exception that a handler of the greeter throws ends it. It is stopped, started again, and so are the sessions,
 * which come after it.
 *
 * <h2>Options</h2>
 *
 * <p>Of a child ({@link io.coppice.supervision.spec.ChildSpec}):
 *
 * <ul>
 *   <li>{@code restart}: {@code permanent} (default) always, {@code transient} unless it ended with {@code normal} or
 *       {@code shutdown}, {@code temporary} never;
 *   <li>{@code shutdown}: how long it may take to stop before it is killed; 5 s for a worker, no limit for a supervisor;
 *       {@code brutal_kill} does not ask it;
 *   <li>{@code startTimeout}: 60 s for a worker, no limit for a supervisor;
 *   <li>{@code instances}: 1; several have one place in the order, and each is restarted by itself;
 *   <li>{@code significant}: false; whether its end counts for {@code auto_shutdown}.
 * </ul>
 *
 * <p>Beyond OTP's rules, for a child ({@link io.coppice.supervision.spec.Extras}); all of it is off by default:
 *
 * <ul>
 *   <li>{@code backoff}: restarts come after delays that grow from {@code min} to {@code max}, by the factor 2, each shorter or
 *       longer by up to a fifth, and begin anew after the child was up for twice {@code max};
 *   <li>{@code waitFor}: event-bus addresses that have to answer before it is started;
 *   <li>{@code parks}: where its supervisor would give up because of it, it alone stays down until somebody starts it;
 *   <li>{@code hold}: up to 1,000 messages wait while it is being restarted;
 *   <li>{@code heartbeat}: it has crashed when it misses 3 in a row;
 *   <li>{@code loopLimit}: it has crashed when it holds its thread for longer.
 * </ul>
 *
 * <p>Of a supervisor ({@link io.coppice.supervision.spec.SupervisorSpec}):
 *
 * <ul>
 *   <li>{@code strategy}: {@code one_for_one} restarts the crashed child alone, {@code one_for_all} all, {@code rest_for_one}
 *       it and those after it;
 *   <li>{@code maxRestarts} within {@code window}: 3 within 5 s; one more ends the supervisor;
 *   <li>{@code autoShutdown}: {@code never} (default), {@code any_significant}, {@code all_significant};
 *   <li>{@code dynamic}: it starts empty, and its children, each by itself, are started at run time; {@code maxChildren}
 *       bounds them, without a limit by default.
 * </ul>
 *
 * <h2>Failure and ordering</h2>
 *
 * <p>A verticle has crashed
 *
 * <ul>
 *   <li>when an exception reaches its context uncaught, or that of a verticle that it deployed; a failed future that nobody
 *       looks at is none;
 *   <li>when its start fails, returns null or takes too long, or its stop fails;
 *   <li>when {@link io.coppice.supervision.Child#exit} says so;
 *   <li>where its spec asks for it, when it misses its heartbeats or holds its thread for too long.
 * </ul>
 *
 * <p>It has ended normally when anybody undeploys it. One that has crashed is given no message any more, and the sender of
 * each is told at once; it is asked to stop, all that it has open is closed, and then it is started again.
 *
 * <p>Children start one after another in list order, and stop in the reverse order; those of a dynamic supervisor stop at
 * the same time. The first that does not start ends the start of its supervisor. A supervisor does one thing at a time; what
 * arrives meanwhile waits, up to 10,000 requests. Requests never block, and may come from any thread; where the caller has a
 * context, its answer comes there, and otherwise on one that is made for it. Listeners of {@link io.coppice.supervision.Child#ended} and of
 * {@link io.coppice.supervision.Supervision#listen events} run on a thread of their own, one after another: what takes long
 * there holds up those behind it, and no supervisor.
 *
 * <p>Each rule, each way of a crash and each option, with its tests: {@code docs/supervision.md}.
 *
 * <h2>Beside supervisors</h2>
 *
 * <ul>
 *   <li>{@link io.coppice.supervision.Child#monitor} and {@link io.coppice.supervision.Child#link} tell of another child's
 *       end, or make it one's own;
 *   <li>{@link io.coppice.supervision.Continues}: a verticle that goes on with something when it is up;
 *   <li>{@link io.coppice.supervision.Supervisor#change}: other flags and specs while it runs;
 *   <li>{@link io.coppice.supervision.Supervision#crashes}: the last crashes, with what came of each;
 *   <li>{@link io.coppice.supervision.spec.TreeCheck}: what a tree does in the worst case, before it is started;
 *   <li>{@link io.coppice.supervision.Registry}: children under keys, until they end;
 *   <li>{@link io.coppice.supervision.Agent}: a worker that is a state and nothing else;
 *   <li>{@link io.coppice.supervision.EventManager}: a worker that gives events to handlers, which come and go;
 *   <li>{@link io.coppice.supervision.Tasks}: one-off work with a result, alone or for each item of a stream;
 *   <li>{@link io.coppice.supervision.PartitionSupervisor}: one child many times over, found by key;
 *   <li>the requests of a supervisor over the event bus, as JSON, on
 *       {@link io.coppice.supervision.Supervision#addressOf its address};
 *   <li>registries, event managers and monitors over the event bus: {@code io.coppice.supervision.bus}.
 * </ul>
 *
 * <h2>Differences from OTP</h2>
 *
 * <ul>
 *   <li>A thread cannot be killed. To kill a verticle is to close all that it has open without asking it; if its code still
 *       holds a thread a second later, it is reported as <em>abandoned</em> with the stack that holds it.
 *   <li>A start has a time limit, and a supervisor that is told to stop cuts a start under way short.
 *   <li>A killed supervisor is down only when its children are.
 *   <li>The default is Elixir's 3 restarts in 5 s; OTP has 1.
 *   <li>{@link io.coppice.supervision.Child#exit} is no signal: it ends also who traps exits, and also for {@code normal}.
 * </ul>
 *
 * <p>All others, and what is called what: {@code docs/from-otp.md}.
 */
@NullMarked
package io.coppice.supervision;

import org.jspecify.annotations.NullMarked;
