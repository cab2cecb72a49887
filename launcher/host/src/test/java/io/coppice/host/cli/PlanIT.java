package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.host.Host;
import io.coppice.host.NodeFolder;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a running node to another configuration. */
@SuppressWarnings("NullAway.Init")
class PlanIT {

    @TempDir
    Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private NodeFolder folder;
    private Path file;
    private Host host;

    @BeforeEach
    void start() throws Exception {
        folder = new NodeFolder(temporary);
        String tree = tree(folder.recorder("a"), folder.recorder("b"), supervisor(folder.recorder("c")));
        file = folder.write(tree);
        host = Host.start(folder.config(tree), (name, at, port) -> {}).await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        host.stop().await(20, TimeUnit.SECONDS);
    }

    private static String tree(String... children) {
        return "{'children':[" + String.join(",", children) + "]}";
    }

    private void write(String... children) {
        folder.write(tree(children));
    }

    private static String supervisor(String... children) {
        return "{'id':'s','type':'supervisor','children':[" + String.join(",", children) + "]}";
    }

    private int run(String command, String... options) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all = new String[options.length + 4];
        all[0] = command;
        all[1] = file.toString();
        all[2] = "--url";
        all[3] = "http://127.0.0.1:" + host.observerPort();
        System.arraycopy(options, 0, all, 4, options.length);
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }

    private Optional<Child> child(String path) {
        return Supervision.of(host.vertx()).child(path);
    }

    private List<String> children(String path) throws Exception {
        return Supervision.of(host.vertx())
                .supervisor(path)
                .orElseThrow()
                .whichChildren()
                .await(10, TimeUnit.SECONDS)
                .stream()
                .map(info -> info.id() + " " + info.state())
                .toList();
    }

    @Test
    void a_node_that_is_as_its_file_has_it_has_nothing_to_do() {
        assertThat(run("plan")).as(err.toString()).isZero();
        assertThat(out).asString().isEmpty();
        assertThat(err).asString().contains("the node is as");
    }

    @Test
    void a_plan_is_told_and_nothing_done() throws Exception {
        write(folder.recorder("b"), supervisor(folder.recorder("c"), folder.recorder("d")));
        assertThat(run("plan")).isEqualTo(4);
        assertThat(out).hasToString("stop   /a\nstart  /s/d\n");
        assertThat(run("plan", "--output", "json")).isEqualTo(4);
        assertThat(new JsonObject(out.toString()).getJsonArray("steps")).hasSize(2);
        assertThat(children("/")).containsExactly("a running", "b running", "s running");
    }

    @Test
    void what_is_the_same_is_left_alone_when_the_rest_is_applied() throws Exception {
        Child b = child("/b").orElseThrow();
        Child c = child("/s/c").orElseThrow();
        write(
                supervisor(folder.recorder("c").replace("'name':'c'", "'name':'other'"), folder.recorder("d")),
                folder.recorder("b").replace("'start'", "'restart':'transient','start'"));
        assertThat(run("apply")).as(err.toString()).isZero();

        assertThat(children("/")).containsExactly("s running", "b running");
        assertThat(children("/s")).containsExactly("c running", "d running");
        assertThat(child("/b")).containsSame(b);
        assertThat(child("/s/c").orElseThrow()).isNotSameAs(c);
        assertThat(run("plan")).as(out.toString()).isZero();
    }

    @Test
    void a_child_that_does_not_start_is_named_and_the_rest_is_applied() throws Exception {
        write("{'id':'f','start':'Fails'}", folder.recorder("e"));
        assertThat(run("apply")).isEqualTo(15);
        assertThat(err).asString().contains("/f").contains("cannot start");
        assertThat(children("/")).containsExactly("f stopped", "e running");
    }

    @Test
    void a_child_that_is_to_be_once_in_the_cluster_is_started_anew() throws Exception {
        String placed = folder.recorder("b").replace("'start'", "'placement':'cluster','start'");
        write(folder.recorder("a"), placed, supervisor(folder.recorder("c")));
        assertThat(run("apply")).as(err.toString()).isZero();
        assertThat(out).asString().isEqualTo("stop   /b  it is another kind of child\nstart  /b\n");
        assertThat(children("/")).containsExactly("a running", "b running", "s running");
        assertThat(run("plan")).as(out.toString()).isZero();
    }

    @Test
    void what_a_supervisor_refuses_is_told_with_its_reason() throws Exception {
        Supervisor root = Supervision.of(host.vertx()).supervisor("/").orElseThrow();
        ChildSpec spec = root.getChildspec("b").await(10, TimeUnit.SECONDS);
        root.terminateChild("b")
                .compose(stopped -> root.deleteChild("b"))
                .compose(gone -> root.startChild(spec.withInstances(2)))
                .await(10, TimeUnit.SECONDS);
        write(folder.recorder("a").replace("'name':'a'", "'name':'x'"), folder.recorder("b"));
        assertThat(run("apply")).isEqualTo(1);
        assertThat(err).asString().contains("the node answers 405").contains("/b");
    }

    @Test
    void a_faulty_file_changes_nothing() throws Exception {
        write("{'id':'x','start':'NoSuchClass'}");
        assertThat(run("apply")).isEqualTo(3);
        assertThat(err).asString().contains("NoSuchClass");
        assertThat(children("/")).hasSize(3);
    }
}
