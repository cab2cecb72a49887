package io.coppice.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeSpecTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void a_worker_gets_its_config_with_node_and_data_folder() {
        SupervisorSpec spec = spec(ConfigFile.withChildren(
                folder, "{'id':'a','start':'A','config':{'k':1},'instances':'event_loops','restart':'temporary'}"));
        ChildSpec child = spec.children().get(0);
        assertThat(child.instances()).isEqualTo(4);
        assertThat(child.restart()).isEqualTo(RestartType.TEMPORARY);
        assertThat(child.startTimeout()).contains(Duration.ofSeconds(60));
        JsonObject facts = new JsonObject()
                .put("node", "a")
                .put("data", folder.resolve("data/a").toString());
        assertThat(((VerticleStart) child.start()).options().getConfig())
                .isEqualTo(new JsonObject().put("k", 1).put("coppice", facts));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,1", "4,2", "5,2", "64,32"})
    void half_of_the_cores_are_at_least_one(int cores, int instances) {
        ConfigFile file = ConfigFile.withChildren(folder, "{'id':'a','start':'A','instances':'half_of_cores'}");
        assertThat(spec(file, cores).children().get(0).instances()).isEqualTo(instances);
    }

    /** What the readers accept, the vocabulary accepts: the rules are checked in one place and enforced in another. */
    @Test
    void whatever_passes_the_check_makes_a_specification() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 2000; i++) {
            ConfigFile file = ConfigFile.of(folder, "{'supervisor':" + supervisor(random, "", 2) + "}");
            if (file.faults().isEmpty()) {
                accepted++;
                assertThat(spec(file)).as("seed %d, run %d", seed, i).isNotNull();
            }
        }
        assertThat(accepted).as("accepted of 2000, seed %d", seed).isBetween(100, 1900);
    }

    private static String supervisor(Random random, String more, int depth) {
        StringBuilder json = new StringBuilder("{").append(more);
        json.append(pick(random, "", "'strategy':'one_for_one',", "'strategy':'rest_for_one',"));
        json.append(pick(random, "", "", "'max_restarts':0,", "'intensity':2,", "'period':1,"));
        json.append(pick(random, "", "'auto_shutdown':'any_significant',", "'auto_shutdown':'all_significant',"));
        json.append(pick(random, "", "", "", "'dynamic':true,", "'dynamic':true,'max_children':1,"));
        json.append("'children':[");
        int children = random.nextInt(3);
        for (int i = 0; i < children; i++) {
            String id = "'id':'" + pick(random, "a", "b", "c") + "',"
                    + pick(random, "", "'restart':'transient',", "'restart':'temporary',")
                    + pick(random, "", "", "'significant':true,", "'significant':false,")
                    + pick(
                            random,
                            "",
                            "'backoff':{'min':2,'max':2},",
                            "'backoff':{'min':2,'max':1},",
                            "'wait_for':['x'],")
                    + pick(random, "", "'on_give_up':'park',")
                    + pick(random, "", "", "'placement':'cluster',", "'placement':'node',", "'placement':'every',")
                    + pick(random, "", "'shutdown':0,", "'shutdown':'infinity',", "'shutdown':'brutal_kill',");
            json.append(i == 0 ? "" : ",");
            json.append(
                    depth > 0 && random.nextBoolean()
                            ? supervisor(random, id + "'type':'supervisor',", depth - 1)
                            : "{" + id + pick(random, "", "'instances':2,", "'start_timeout':1,") + "'start':'A'}");
        }
        return json.append("]}").toString();
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static SupervisorSpec spec(ConfigFile file) {
        return spec(file, 2);
    }

    private static SupervisorSpec spec(ConfigFile file, int cores) {
        return TreeSpec.of(
                file.load(),
                new Instances.Machine(4, cores),
                worker -> new VerticleStart(
                        worker.start(), TreeSpecTest::never, new DeploymentOptions().setConfig(worker.config())));
    }

    private static Deployable never() {
        throw new AssertionError("nothing is started here, of " + List.of());
    }
}
