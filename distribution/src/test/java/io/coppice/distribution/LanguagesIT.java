package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The language packs of the distribution, and the greeters of the documents, in a node of their own. */
class LanguagesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /** A configuration with these children, and an executable file for each program. */
    private Path config(JsonObject... children) throws Exception {
        JsonObject host = new JsonObject()
                .put("node", "a")
                .put("observer", new JsonObject().put("port", 4001))
                .put("supervisor", new JsonObject().put("children", new JsonArray(List.of(children))));
        return Files.writeString(folder.resolve("host.json"), host.encodePrettily());
    }

    private void program(String name, String text) throws Exception {
        Files.createDirectories(folder.resolve("plugins"));
        Path file = Files.writeString(folder.resolve("plugins").resolve(name), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Node node(Path config) {
        return new Node(folder, config).awaitReady();
    }

    private static String call(Node node, String address, String body) throws Exception {
        Shell call = Shell.coppice("call", address, body, "--url", "http://127.0.0.1:" + node.observer);
        assertThat(call.exit()).as(call.err() + node.err()).isZero();
        return call.out().strip();
    }

    @Test
    void theGreetersOfTheGuideGreet() throws Exception {
        assumeTrue(
                Shell.has("python3") && Shell.has("node") && Shell.has("clang") && Shell.has("wasm-ld"),
                "skipped: python3, node, clang and lld are needed");
        Document guide = Document.of("docs/languages.md");
        Path clients =
                Node.COMMAND.resolveSibling("../languages/process/clients").normalize();
        for (String client : List.of("coppice_child.mjs", "coppice_child.sh", "coppice_child.py")) {
            program(client, Files.readString(clients.resolve(client)));
        }
        program("greeter.py", guide.blocks("python").get(0).replace("\"greeter\"", "\"greeter.python\""));
        program(
                "greeter.mjs",
                guide.blocks("js").stream()
                        .filter(block -> block.contains("coppice_child"))
                        .findFirst()
                        .orElseThrow()
                        .replace("'greeter'", "'greeter.node'"));
        program("greeter.sh", guide.blocks("sh").get(0).replace("consumer greeter", "consumer greeter.bash"));
        program("greeter.js", guide.blocks("js").get(0).replace("'greeter'", "'greeter.js'"));
        program("greeter.c", guide.blocks("c").get(0).replace("\"greeter\"", "\"greeter.wasm\""));
        Shell clang = Shell.bash(
                folder.resolve("plugins"),
                guide.blocks("sh").get(1).replace("-I languages", "-I " + Node.COMMAND.resolveSibling("../languages")));
        assertThat(clang.exit()).as(clang.err()).isZero();
        program("Greeter.java", guide.blocks("java").get(0).replace("\"greeter\"", "\"greeter.java\""));
        JsonObject java = new JsonObject(guide.blocks("json").get(0)).put("id", "java");
        program("greeter.groovy", guide.blocks("groovy").get(0).replace("'greeter'", "'greeter.groovy'"));
        JsonObject groovy = new JsonObject(guide.blocks("json").get(1)).put("id", "groovy");
        JsonObject granted = new JsonObject(guide.blocks("json").get(7));
        assertThat(granted.getJsonArray("grants")).hasSize(3);
        JsonObject js =
                granted.mergeIn(new JsonObject(guide.blocks("json").get(2))).put("id", "js");
        JsonObject python = new JsonObject(guide.blocks("json").get(4));
        JsonObject ts = new JsonObject(guide.blocks("json").get(3)).put("id", "ts");
        program("greeter.ts", guide.blocks("ts").get(0).replace("'greeter'", "'greeter.ts'"));
        program("greeting.ts", """
                export type Request = { name: string };
                export const greeting = (config: any, request: Request): string => `${config.greeting}, ${request.name}`;
                """);
        JsonObject bash = new JsonObject(guide.blocks("json").get(5)).put("id", "bash");
        JsonObject node = python.copy().put("id", "node").put("start", "process:greeter.mjs");
        JsonObject wasm = new JsonObject(guide.blocks("json").get(6)).put("id", "wasm");
        try (Node running = node(config(java, groovy, js, ts, python, node, bash, wasm))) {
            assertThat(call(running, "greeter.wasm", "1")).isEqualTo("{\"text\":\"hello\"}");
            for (String language : List.of("java", "groovy", "js", "ts", "python", "node", "bash")) {
                assertThat(call(running, "greeter." + language, "{\"name\": \"Ann\"}"))
                        .isEqualTo("{\"text\":\"hello, Ann\"}");
            }
        }
    }

    static boolean isOfGreeters(Document.Command command) {
        return command.line().startsWith("./coppice call greeter");
    }

    @Test
    void theGreetersOfTheReadmeGreetAndCrash() throws Exception {
        assumeTrue(
                Shell.has("python3") && Shell.has("clang") && Shell.has("wasm-ld"),
                "skipped: python3, clang and lld are needed");
        Document readme = Document.of("README.md");
        Path languages = Node.COMMAND.resolveSibling("../languages").normalize();
        program("Greeter.java", readme.blocks("java").get(1));
        program("greeter.js", readme.blocks("js").get(0));
        program("greeter.py", readme.blocks("python").get(0));
        program("greeter.sh", readme.blocks("bash").get(0));
        program("coppice_child.sh", Files.readString(languages.resolve("process/clients/coppice_child.sh")));
        String c = readme.blocks("c").get(0);
        program("greeter.c", c);
        String clang =
                c.lines().findFirst().orElseThrow().replace("// ", "").replace("-I languages", "-I " + languages);
        Shell built = Shell.bash(folder.resolve("plugins"), clang);
        assertThat(built.exit()).as(built.err()).isZero();
        JsonObject[] children = readme.blocks("json").stream()
                .filter(block -> block.startsWith("{\"id\": \"greeter-"))
                .map(JsonObject::new)
                .toArray(JsonObject[]::new);
        assertThat(children).hasSize(5);
        try (Node node = node(config(children))) {
            for (JsonObject child : children) {
                assertThat(call(node, child.getString("id"), "{\"name\": \"Ann\"}"))
                        .isEqualTo("{\"text\":\"hello, Ann\"}");
            }
            List<Document.Command> commands =
                    readme.commands().stream().filter(LanguagesIT::isOfGreeters).toList();
            assertThat(commands).hasSize(2);
            for (Document.Command command : commands) {
                String url = " --url http://127.0.0.1:" + node.observer;
                Shell ran = Shell.bash(
                        Node.ROOT,
                        command.line().replaceAll("(\\./coppice (?:call \\S+ '.*?'|crashes \\S+))", "$1" + url));
                assertThat(ran.out().strip())
                        .as(ran.err() + node.err())
                        .contains(command.output().strip());
            }
        }
    }

    @Test
    void aNewPluginOfTheGuideRuns() throws Exception {
        List<String> commands = Document.of("docs/plugins.md").blocks("sh").stream()
                .filter(block -> block.startsWith("coppice new "))
                .findFirst()
                .orElseThrow()
                .lines()
                .toList();
        Shell made = Shell.bash(folder, commands.get(0).replaceFirst("^coppice", Node.COMMAND.toString()));
        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(made.out().lines()).contains("hello/README.md", "hello/host.json");
        Path config = folder.resolve(commands.get(1).replace("coppice run ", ""));
        try (Node node = node(config)) {
            assertThat(call(node, "hello", "{\"name\": \"Ann\"}")).isEqualTo("{\"text\":\"hello, Ann\"}");
        }
    }

    @Test
    void noProcessOutlivesANodeThatIsKilled() throws Exception {
        Path pids = folder.resolve("pids");
        String begin = "#!/usr/bin/env bash\n";
        String ready = "; echo '{\"type\":\"ready\"}'\n";
        program(
                "polite.sh",
                begin + "echo $$ >>" + pids + ready
                        + "while read -r line; do case $line in *'\"stop\"'*) exit 0 ;; esac; done\n");
        program(
                "stubborn.sh",
                begin + "setsid sleep 1000 & echo $! >>" + pids + ready + "while :; do sleep 1000; done\n");
        Path config = config(
                new JsonObject().put("id", "polite").put("start", "process:polite.sh"),
                new JsonObject()
                        .put("id", "stubborn")
                        .put("start", "process:stubborn.sh")
                        .put("shutdown", "brutal_kill"));
        Node node = node(config);
        List<Long> started =
                Files.readAllLines(pids).stream().map(Long::valueOf).toList();
        assertThat(started).hasSize(2).allMatch(LanguagesIT::isAlive);
        node.killAtOnce();
        assertThat(node.exitCode()).isEqualTo(137);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(started.stream().filter(LanguagesIT::isAlive))
                        .as("the polite one ends by itself")
                        .hasSize(1));
        Node again = node(config);
        try (again) {
            awaitGone(started);
            assertThat(again.err()).contains("processes that an earlier run of this node has left behind");
        }
        List<Long> all = Files.readAllLines(pids).stream().map(Long::valueOf).toList();
        assertThat(all).hasSize(4);
        try (Node last = node(config)) {
            awaitGone(all);
            last.terminate();
            assertThat(last.exitCode()).isEqualTo(143);
        }
        List<Long> ever = Files.readAllLines(pids).stream().map(Long::valueOf).toList();
        assertThat(ever).hasSize(6);
        awaitGone(ever);
    }

    /** Who has lost its parent counts as alive until the system has buried it. */
    private static void awaitGone(List<Long> pids) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(pids).noneMatch(LanguagesIT::isAlive));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Test
    void validateNamesAMissingFile() throws Exception {
        program("greeter.py", "import coppice\n");
        Path config = config(new JsonObject().put("id", "greeter").put("start", "python:greeting.py"));
        Shell validate = Shell.coppice("validate", config.toString());
        assertThat(validate.exit()).isEqualTo(3);
        assertThat(validate.out())
                .contains("/supervisor/children/0/start: there is no file greeting.py in", "greeter.py");
    }
}
