package io.coppice.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.Placement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration that docs/cluster.md shows. */
class ClusterGuideTest {

    @TempDir
    Path folder;

    @Test
    void the_child_of_the_guide_is_placed() throws Exception {
        String guide = Files.readString(Path.of("../../docs/cluster.md"));
        Matcher json = Pattern.compile("(?s)```json\n(.*?)```").matcher(guide);
        assertThat(json.find()).isTrue();
        ConfigFile file = ConfigFile.withChildren(folder, json.group(1).replace('"', '\''));
        assertThat(file.load().supervisor().children())
                .singleElement()
                .satisfies(child -> assertThat(child.extras().placement()).isEqualTo(Placement.CLUSTER));
        assertThat(json.find()).isTrue();
        ConfigFile ofAll = ConfigFile.withChildren(folder, json.group(1).replace('"', '\''));
        assertThat(ofAll.load().supervisor().children())
                .as("those of node a")
                .extracting(ChildConfig::id)
                .containsExactly("metrics", "web");
    }
}
