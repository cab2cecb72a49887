package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.host.config.DescriptorReader;
import io.coppice.host.config.GrantsConfig;
import io.coppice.host.config.Instances;
import io.coppice.host.config.WorkerConfig;
import io.coppice.supervision.spec.ChildSpec;
import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrantedAddressesTest {

    private static WorkerConfig worker(@Nullable String plugin, GrantsConfig grants) {
        return new WorkerConfig(
                "js:main.js",
                plugin,
                ChildSpec.DEFAULT_START_TIMEOUT,
                Instances.ONE,
                ThreadingModel.WORKER,
                WorkerConfig.Replace.BESIDE,
                grants,
                new JsonObject());
    }

    private static Plugin shop() throws Exception {
        Path file = Path.of("shop");
        return new Plugin(
                file, file, DescriptorReader.read("plugin.json", """
                        {"id": "shop", "version": "1.0.0", "language": "js",
                         "addresses": ["kv.registry", "news.*", "supervisor", "coppice.events"]}
                        """), false, List.of(), Set.of(), JavaSources.NONE);
    }

    @Test
    void a_script_has_those_of_its_id_and_of_its_file() {
        GrantsConfig grants = new GrantsConfig(Optional.of("greeter"), Optional.empty());
        assertThat(GrantedAddresses.of(worker(null, grants), "main.js", Optional.empty()))
                .containsExactly("main", "main.*", "greeter", "greeter.*", "pub.*");
        assertThat(GrantedAddresses.of(worker("folder", GrantsConfig.NONE), "main.js", Optional.empty()))
                .containsExactly("folder", "folder.*", "pub.*");
    }

    @Test
    void a_plugin_has_what_it_asks_for_but_for_what_controls_the_node() throws Exception {
        assertThat(GrantedAddresses.of(worker("shop", GrantsConfig.NONE), "main.js", Optional.of(shop())))
                .containsExactly("shop", "shop.*", "pub.*", "kv.registry", "news.*");
    }

    @Test
    void the_configuration_has_the_last_word() throws Exception {
        GrantsConfig none = new GrantsConfig(Optional.empty(), Optional.of(List.of()));
        assertThat(GrantedAddresses.of(worker("shop", none), "main.js", Optional.of(shop())))
                .containsExactly("shop", "shop.*", "pub.*");
        GrantsConfig more = new GrantsConfig(Optional.empty(), Optional.of(List.of("supervisor")));
        assertThat(GrantedAddresses.of(worker("shop", more), "main.js", Optional.of(shop())))
                .containsExactly("shop", "shop.*", "pub.*", "supervisor");
    }
}
