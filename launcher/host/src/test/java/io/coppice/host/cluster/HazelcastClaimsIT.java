package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.map.IMap;
import io.coppice.supervision.nodes.Claim;
import io.coppice.supervision.nodes.SharedClaim;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A member whose writes are done, and some not confirmed. */
class HazelcastClaimsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final List<String> WRITES = List.of("putIfAbsent", "replace");

    private final Members members = new Members(1);
    private final HazelcastInstance hazelcast = members.hazelcast(config -> {});
    private final IMap<String, String> map = hazelcast.getMap(HazelcastSettings.CLAIMS);
    private final AtomicInteger failures = new AtomicInteger();
    private final List<Claim> told = new CopyOnWriteArrayList<>();
    private final HazelcastClaims claims = new HazelcastClaims(flaky(), 1);

    private HazelcastInstance flaky() {
        Object flakyMap = proxy(IMap.class, (method, arguments) -> {
            Object result = call(map, method, arguments);
            if (WRITES.contains(method.getName()) && failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new IndeterminateOperationStateException("planted");
            }
            return result;
        });
        return (HazelcastInstance) proxy(
                HazelcastInstance.class,
                (method, arguments) ->
                        method.getName().equals("getMap") ? flakyMap : call(hazelcast, method, arguments));
    }

    private interface Call {
        Object to(Method method, Object[] arguments) throws Throwable;
    }

    private static Object proxy(Class<?> type, Call call) {
        InvocationHandler handler = (proxy, method, arguments) -> call.to(method, arguments);
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    @AfterEach
    void stop() {
        claims.close();
        members.close();
    }

    private SharedClaim kept() {
        return ClaimJson.decode(map.get("only"));
    }

    @Test
    void what_was_done_and_not_confirmed_counts_once() {
        claims.start();
        failures.set(2);
        var place = claims.stand("only", told::add);
        await().atMost(PATIENCE).until(() -> told.stream().anyMatch(Claim::isHeld));
        assertThat(kept().restarts()).as("it was asked for once").isZero();
        assertThat(told.get(told.size() - 1).epoch()).isEqualTo(kept().epoch());

        failures.set(1);
        place.restarted();
        await().atMost(PATIENCE).until(() -> failures.get() == 0 && kept().restarts() > 0);
        // It is tried again within a second.
        await().during(Duration.ofMillis(1_500)).atMost(PATIENCE).until(() -> kept().restarts() == 1);
        place.restarted();
        await().atMost(PATIENCE).until(() -> kept().restarts() == 2);
    }
}
