package io.coppice.kv.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.lines.LineProtocol;
import io.coppice.kv.route.HopMessage;
import io.coppice.kv.route.Routes;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Budget;
import io.coppice.kv.store.Events;
import io.coppice.supervision.nodes.Membership;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.nodes.Partitions;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands that have come from node a to node b while the bucket moves to b. */
class ErrandTest {

    /** As {@link io.coppice.kv.route.Answers} has it. */
    private static final byte CIRCLE = 1;

    private static final int COUNT = 2 * Errand.AT_A_TIME;

    private final Vertx vertx = Vertx.vertx();
    private final View view = new View();

    /** What node b sees. */
    private static final class View implements Nodes {

        private String owner = "a";
        private Runnable listener = () -> {};

        void move(String newOwner) {
            owner = newOwner;
            listener.run();
        }

        @Override
        public String self() {
            return "b";
        }

        @Override
        public Membership membership() {
            return new Membership(List.of("a", "b"), true, true);
        }

        @Override
        public Partitions partitions() {
            return new Partitions(Collections.nCopies(271, owner));
        }

        @Override
        public Runnable listen(Runnable newListener) {
            listener = newListener;
            return () -> {};
        }
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    /** Has the owner change when so many commands are read; tells of each answer whether it was not carried out. */
    private List<Boolean> run(int commandsBefore) throws Exception {
        Nodes.install(vertx, view);
        Routes routes = Routes.of(vertx);
        routes.open("b", null, true, 4_000);
        var route = routes.from(List.of("a"));
        if (commandsBefore == 0) {
            view.move("b");
        }
        int[] read = {0};
        Protocol lines = new LineProtocol(
                BucketTable.of(vertx), new BucketNames(vertx), route, Events.of(vertx), Budget.of(vertx));
        Protocol protocol = (Protocol) Proxy.newProxyInstance(
                Protocol.class.getClassLoader(), new Class<?>[] {Protocol.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("next") && read[0]++ == commandsBefore) {
                        view.move("b");
                    }
                    return method.invoke(lines, arguments);
                });
        byte[] commands = "PUT bucket k v\n".repeat(COUNT).getBytes(StandardCharsets.UTF_8);
        HopMessage message = new HopMessage(LineProtocol.TAG, List.of("a"), COUNT, commands);
        Context context = vertx.getOrCreateContext();
        Promise<Buffer> answers = Promise.promise();
        context.runOnContext(v ->
                Errand.run(context, route, protocol, message, Budget.of(vertx)).onComplete(answers::handle));
        return circles(answers.future().await(20, TimeUnit.SECONDS));
    }

    private static List<Boolean> circles(Buffer answers) {
        List<Boolean> circles = new ArrayList<>();
        for (int at = 0; at < answers.length(); at += 1 + Integer.BYTES + answers.getInt(at + 1)) {
            circles.add(answers.getByte(at) == CIRCLE);
        }
        return circles;
    }

    @Test
    void all_of_one_batch_see_the_same_owner() throws Exception {
        assertThat(run(10)).isEqualTo(Collections.nCopies(Errand.AT_A_TIME, true));
    }

    @Test
    void nothing_is_carried_out_behind_what_goes_in_a_circle() throws Exception {
        assertThat(run(Errand.AT_A_TIME)).isEqualTo(Collections.nCopies(Errand.AT_A_TIME, true));
    }

    @Test
    void where_nothing_goes_in_a_circle_all_is_carried_out() throws Exception {
        assertThat(run(0)).isEqualTo(Collections.nCopies(COUNT, false));
    }
}
