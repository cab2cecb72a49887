package io.coppice.host.cli;

import io.coppice.host.logging.Logging;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals that end a node: the first asks for an orderly stop, the second ends the process at once.
 *
 * <p>Java's only interface for signals is {@code sun.misc.Signal}. Compilers warn of its every mention and cannot be told
 * that it is meant, so it is used by reflection.
 */
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    /** So long the end at once waits for what was logged before, where nobody reads that fast enough. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private static final int HUP = 1;
    private static final int INT = 2;
    private static final int TERM = 15;

    private Signals() {}

    /**
     * Handles them from now on.
     *
     * @param onFirst is given the exit code for an orderly stop, on a thread of the JVM
     */
    static void handle(IntConsumer onFirst) {
        AtomicBoolean stopping = new AtomicBoolean();
        handle("HUP", () -> stop(stopping, onFirst, ExitCode.ofSignal(HUP)));
        handle("INT", () -> stop(stopping, onFirst, ExitCode.ofSignal(INT)));
        handle("TERM", () -> stop(stopping, onFirst, ExitCode.ofSignal(TERM)));
    }

    private static void stop(AtomicBoolean stopping, IntConsumer onFirst, int exitCode) {
        if (stopping.compareAndSet(false, true)) {
            onFirst.accept(exitCode);
        } else {
            try {
                Logging.flush(LAST_WORDS);
            } finally {
                Runtime.getRuntime().halt(exitCode);
            }
        }
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            InvocationHandler invocation = (proxy, method, arguments) -> called(proxy, method, arguments, action);
            Object handler =
                    Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlerType}, invocation);
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
        } catch (InvocationTargetException e) {
            // The JVM keeps the signal to itself, as with -Xrs: then it ends the process at once.
            LOG.warn("no orderly stop on SIG{}: {}", name, String.valueOf(e.getCause()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no handling of signals", e);
        }
    }

    private static Object called(Object proxy, Method method, Object[] arguments, Runnable action) {
        return switch (method.getName()) {
            case "handle" -> {
                action.run();
                yield proxy;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "handler of signals";
        };
    }
}
