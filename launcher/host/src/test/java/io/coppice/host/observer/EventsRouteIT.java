package io.coppice.host.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.host.observer.EventReader.Received;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens on a node, as server-sent events. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("NullAway.Init")
class EventsRouteIT {

    @TempDir
    Path folder;

    private RunningObserver running;

    @BeforeEach
    void start() throws Exception {
        running = new RunningObserver(folder);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    /** As a component announces where it publishes. */
    private void announce(String name, String address) {
        publish("coppice.events", new JsonObject().put("name", name).put("address", address));
    }

    private void publish(String address, JsonObject event) {
        running.vertx.eventBus().publish(address, event, new DeliveryOptions().setLocalOnly(true));
    }

    private void publish(String address, int n) {
        publish(address, new JsonObject().put("n", n));
    }

    /** Publishes until the first one is relayed: nothing says when an announcement has been heard. */
    private void announceAndAwait(String name, String address) {
        announce(name, address);
        long before = running.log.last();
        await().until(() -> {
            publish(address, 0);
            return running.log.last() > before;
        });
        // As many times as it was tried.
        long[] last = {-1};
        await().until(() -> last[0] == (last[0] = running.log.last()));
    }

    @Test
    void what_supervisors_do_is_told() throws Exception {
        try (EventReader events = running.events("")) {
            assertThat(events.response.statusCode()).isEqualTo(200);
            assertThat(events.response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            assertThat(events.response.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(events.response.headers().firstValue("X-Content-Type-Options"))
                    .hasValue("nosniff");
            SupervisorSpec spec = SupervisorSpec.of(
                    RestartStrategy.ONE_FOR_ONE,
                    ChildSpec.of("d", SupervisorSpec.ofDynamic()),
                    ChildSpec.of("e", SupervisorSpec.ofDynamic()));
            Supervisor.start(running.vertx, spec).await(10, TimeUnit.SECONDS);
            Received first = events.take();
            assertThat(first.type()).isEqualTo("supervisor");
            assertThat(first.id()).isEqualTo("run-1");
            assertThat(first.data().getString("event")).isEqualTo("started");
            assertThat(first.data().getString("path")).isEqualTo("/d");
            Received second = events.take();
            assertThat(second.id()).isEqualTo("run-2");
            assertThat(second.data().getString("path")).isEqualTo("/e");
        }
    }

    @Test
    void what_components_publish_is_told_by_the_name_that_they_announce() throws Exception {
        announceAndAwait("news", "my.news");
        announceAndAwait("weather", "my.weather");
        try (EventReader all = running.events("");
                EventReader news = running.events("?source=news");
                EventReader both = running.events("?source=news&source=weather")) {
            publish("my.weather", 1);
            publish("my.news", 2);
            assertThat(news.take())
                    .matches(
                            event -> event.type().equals("news") && event.data().getInteger("n") == 2);
            for (EventReader reader : List.of(all, both)) {
                List<Received> received = List.of(reader.take(), reader.take());
                assertThat(received).extracting(Received::type).containsExactlyInAnyOrder("news", "weather");
            }
        }
    }

    @Test
    void an_announcement_that_is_none_changes_nothing() throws Exception {
        for (String name : List.of("lost", "supervisor", "Kv", "", "a b")) {
            announce(name, "my.bad");
        }
        publish("coppice.events", new JsonObject().put("name", "news"));
        running.vertx.eventBus().publish("coppice.events", "news");
        announceAndAwait("news", "my.news");
        announce("again", "my.news");
        try (EventReader events = running.events("")) {
            publish("my.bad", 1);
            running.vertx.eventBus().publish("my.news", "no object");
            publish("my.news", 2);
            assertThat(events.take())
                    .matches(
                            event -> event.type().equals("news") && event.data().getInteger("n") == 2);
        }
    }

    @Test
    void what_has_happened_already_is_told_where_asked() throws Exception {
        for (int i = 1; i <= 3; i++) {
            append("{\"n\":" + i + "}");
        }
        try (EventReader events = running.events("?recent=2&follow=false")) {
            assertThat(events.take().data().getInteger("n")).isEqualTo(2);
            assertThat(events.take().data().getInteger("n")).isEqualTo(3);
            assertThat(events.next()).isNull();
        }
    }

    private void append(String json) {
        running.log.append("test", json.length(), () -> json);
    }

    @Test
    void who_reconnects_goes_on_where_it_was() throws Exception {
        String id;
        try (EventReader events = running.events("")) {
            append("{\"n\":1}");
            id = events.take().id();
        }
        append("{\"n\":2}");
        try (EventReader events = running.events("", "Last-Event-ID", id)) {
            assertThat(events.take().data().getInteger("n")).isEqualTo(2);
        }
        try (EventReader ofAnotherRun = running.events("", "Last-Event-ID", "other-77")) {
            Received lost = ofAnotherRun.take();
            assertThat(lost.type()).isEqualTo("lost");
            assertThat(lost.data()).isEqualTo(new JsonObject("{\"source\":null,\"count\":null}"));
            assertThat(ofAnotherRun.take().data().getInteger("n")).isEqualTo(1);
        }
        // Also one that was told of nothing yet.
        try (EventReader events = running.events("?follow=false")) {
            assertThat(events.next()).isNull();
            assertThat(events.lastId()).isEqualTo("run-2");
        }
    }

    @Test
    void a_slow_reader_is_told_how_many_it_lost_and_holds_nobody_up() throws Exception {
        int n = 10_000;
        String padding = "x".repeat(4_000);
        try (Socket slow = new Socket();
                EventReader quick = running.events("")) {
            slow.setReceiveBufferSize(4_096);
            slow.setSoTimeout(20_000);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), running.observer.port()));
            slow.getOutputStream()
                    .write("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.UTF_8));
            while (!reader.readLine().startsWith("id: run-")) {
                // Now it follows, and reads no more for now.
            }
            for (int i = 1; i <= n; i++) {
                append("{\"n\":" + i + ",\"padding\":\"" + padding + "\"}");
                if (i % 100 == 0) {
                    for (int read = 0; read < 100; read++) {
                        assertThat(quick.take().data().getInteger("n")).isEqualTo(i - 99 + read);
                    }
                }
            }
            int told = 0;
            int lost = 0;
            int gaps = 0;
            while (told + lost < n) {
                String line = reader.readLine();
                if (line.startsWith("data: {\"n\":")) {
                    told++;
                } else if (line.startsWith("data: {\"source\":\"test\",\"count\":")) {
                    lost += Integer.parseInt(line.replaceAll("\\D", ""));
                    gaps++;
                }
            }
            assertThat(gaps).isPositive();
            assertThat(told).isGreaterThan(100);
            assertThat(told + lost).isEqualTo(n);
        }
    }

    @Test
    void of_a_thousand_clients_64_are_served_and_the_others_are_told() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try {
            int served = 0;
            for (int i = 0; i < 1_000; i++) {
                Socket client = new Socket(InetAddress.getLoopbackAddress(), running.observer.port());
                clients.add(client);
                client.setSoTimeout(20_000);
                client.getOutputStream()
                        .write("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                String status = new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                served += status.endsWith("200") ? 1 : 0;
                if (!status.endsWith("200")) {
                    assertThat(status).endsWith("503");
                    // As it could, so that the next has room.
                    client.close();
                }
            }
            assertThat(served).isEqualTo(64);
            EventReader refused = running.events("");
            assertThat(refused.response.statusCode()).isEqualTo(503);
            assertThat(running.send(running.request("/api/events")).body())
                    .isEqualTo("{\"error\":\"64 clients follow the events already; no more are served\"}");
            assertThat(running.send(running.request("/health/live")).statusCode())
                    .isEqualTo(200);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        await().until(() -> {
            try (EventReader again = running.events("?follow=false")) {
                return again.response.statusCode() == 200;
            }
        });
    }

    @Test
    void no_more_than_a_thousand_connections_are_open() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 1_001; i++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), running.observer.port()));
            }
            Socket last = clients.get(1_000);
            last.setSoTimeout(20_000);
            assertThat(last.getInputStream().read()).isEqualTo(-1);
            clients.get(0).close();
            await().until(() -> {
                try (Socket next = new Socket(InetAddress.getLoopbackAddress(), running.observer.port())) {
                    next.setSoTimeout(20_000);
                    next.getOutputStream()
                            .write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    return next.getInputStream().read() == 'H';
                }
            });
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void when_the_node_stops_the_last_events_are_told_and_the_streams_end() throws Exception {
        try (EventReader events = running.events("")) {
            append("{\"n\":1}");
            running.observer.endStreams().await(10, TimeUnit.SECONDS);
            assertThat(events.take().data().getInteger("n")).isEqualTo(1);
            assertThat(events.next()).isNull();
        }
    }

    @Test
    void a_query_that_is_none_is_a_bad_request() throws Exception {
        for (String query : List.of("?recent=x", "?recent=-1", "?recent=1001", "?follow=yes", "?follow=")) {
            assertThat(running.send(running.request("/api/events" + query)).statusCode())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(running.send(running.request("/api/events").header("Last-Event-ID", "7"))
                        .body())
                .isEqualTo("{\"error\":\"Last-Event-ID must be the id of an event\"}");
        assertThat(running.send(running.request("/api/events")
                                .method("POST", java.net.http.HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }
}
