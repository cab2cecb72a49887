package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.distribution.Document.Command;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two nodes of docs/infosys.md, with every command of it, and a room that outlives one of them. */
class InfosysIT {

    private static final Pattern OPTION = Pattern.compile("--(?:node|set) (?:'([^']*)'|(\\S+))");

    @TempDir
    Path folder;

    private final int first = Node.freePort();
    private final int second = Node.freePort();
    private final Document document = document();

    private static Document document() {
        try {
            return Document.of("docs/infosys.md");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Somebody in a room. */
    private static final class Guest implements WebSocket.Listener {

        private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();
        private final WebSocket socket;
        private String cursor;

        Guest(int port, String name, String cursor) {
            this.cursor = cursor;
            String since = URLEncoder.encode(cursor, StandardCharsets.UTF_8);
            URI room = URI.create("ws://127.0.0.1:" + port + "/rooms/tea?name=" + name + "&since=" + since);
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(room, this)
                    .join();
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                frames.add(new JsonObject(part.toString()));
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        void say(String text) {
            socket.sendText(new JsonObject().put("text", text).encode(), true).join();
        }

        List<String> hear(int count) throws InterruptedException {
            List<String> heard = new ArrayList<>();
            while (heard.size() < count) {
                JsonObject frame = frames.poll(60, TimeUnit.SECONDS);
                if (frame == null) {
                    throw new AssertionError("nothing came within 60 s");
                }
                if (frame.containsKey("text")) {
                    heard.add(frame.getString("from") + ": " + frame.getString("text"));
                    cursor = frame.getString("cursor");
                }
            }
            return heard;
        }
    }

    /** The options of the node with this name, as the document has them, with free ports. */
    private List<String> options(String name, int port) {
        String command = document.blocks("sh").stream()
                .flatMap(block -> block.replace("\\\n", " ").lines())
                .filter(line -> line.startsWith("./coppice run conf/infosys.json --node " + name + " "))
                .findFirst()
                .orElseThrow();
        List<String> options = new ArrayList<>();
        Matcher option = OPTION.matcher(command);
        while (option.find()) {
            String value = option.group(1) == null ? option.group(2) : option.group(1);
            if (!value.startsWith("observer.") && !value.startsWith("supervisor.")) {
                options.add(option.group().startsWith("--node") ? "--node" : "--set");
                options.add(value.replace("5701", "" + first).replace("5702", "" + second));
            }
        }
        assertThat(options).hasSize(8);
        options.addAll(List.of(
                "--set",
                "cluster.name=" + folder.getFileName(),
                "--set",
                "supervisor.children.infosys.children.web.config.port=" + port));
        return options;
    }

    private Node start(String name, int port) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        return new Node(
                own, Node.ROOT.resolve("conf/infosys.json"), options(name, port).toArray(String[]::new));
    }

    @Test
    void everyCommandDoesWhatTheDocumentSaysAndARoomOutlivesANode() throws Exception {
        assumeTrue(Shell.has("curl") && Shell.has("python3"), "skipped: curl and python3 are needed");
        Shell validate = Shell.coppice("validate", "conf/infosys.json");
        assertThat(validate.out() + validate.err()).contains(": ok\n").doesNotContain("warning");
        int webOfA = Node.freePort();
        int webOfB = Node.freePort();
        try (Node a = start("a", webOfA);
                Node b = start("b", webOfB)) {
            a.awaitReady();
            b.awaitReady();
            assertThat(a.err()).contains("backend wolfram is off: it has no \"api_key\"");
            everyCommand(a, webOfA);
            theMeasurement(a, webOfA);
            aRoom(webOfA, webOfB, b);
        }
    }

    private void everyCommand(Node node, int web) throws Exception {
        List<Command> commands = document.commands();
        assertThat(commands).hasSizeGreaterThan(8);
        for (Command command : commands) {
            String line = command.line()
                    .replace("127.0.0.1:4004", "127.0.0.1:" + web)
                    .replaceFirst("^./coppice (\\w+)", Node.COMMAND + " $1 --url http://127.0.0.1:" + node.observer);
            Shell ran = Shell.bash(node.folder, "export COPPICE_DATA=" + node.folder.resolve("data") + "; " + line);
            assertThat(ran.out().strip())
                    .as("%s\n%s%s", command.line(), ran.err(), node.err())
                    .isEqualTo(command.output().strip());
        }
    }

    /** Its configuration is right, and its loop prints a time for each question. */
    private void theMeasurement(Node node, int web) throws Exception {
        List<String> blocks = document.blocks("sh").stream()
                .filter(block -> block.contains("4999") || block.contains("time_total"))
                .toList();
        assertThat(blocks).hasSize(2);
        String run = blocks.get(0).substring(blocks.get(0).indexOf("./coppice run"));
        Shell valid = Shell.bash(Node.ROOT, run.replace("./coppice run", Node.COMMAND + " validate"));
        assertThat(valid.out()).as(valid.err()).contains(": ok\n");
        Shell loop = Shell.bash(node.folder, blocks.get(1).replace("127.0.0.1:4004", "127.0.0.1:" + web));
        assertThat(loop.out()).matches("([0-9]+\\.[0-9]+ ){5}");
    }

    private static void aRoom(int webOfA, int webOfB, Node b) throws InterruptedException {
        Guest ann = new Guest(webOfA, "ann", "");
        Guest bob = new Guest(webOfB, "bob", "");
        bob.say("what is 6 * 7?");
        List<String> answered = List.of("bob: what is 6 * 7?", "information system: 42 (calculator)");
        assertThat(ann.hear(2)).isEqualTo(answered);
        assertThat(bob.hear(2)).isEqualTo(answered);

        b.killAtOnce();
        ann.say("bob is gone");
        ann.hear(1);

        assertThat(new Guest(webOfA, "bob", bob.cursor).hear(1)).containsExactly("ann: bob is gone");
    }
}
