package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.host.plugin.PluginZip.Bounds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zips of plugins, good ones and such as would do harm. */
class PluginZipTest {

    private static final String DESCRIPTOR = "{\"id\":\"greeter\",\"version\":\"1.0.0\"}";
    private static final Bounds SMALL = new Bounds(5, 3_000_000, 100);

    private static final int LINK = 0120777;
    private static final int PIPE = 0010644;
    private static final int PROGRAM = 0100755;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final ZipFixture zip = new ZipFixture().file("plugin.json", DESCRIPTOR);

    @BeforeEach
    void nameFolder() {
        folder = temporary.resolve("in/folder");
    }

    private Path emptied() throws Exception {
        PluginCopies.delete(folder);
        return Files.createDirectories(folder);
    }

    private Path unpack(ZipFixture made) throws Exception {
        return PluginZip.unpack(made.write(temporary.resolve("any.zip")), emptied(), SMALL);
    }

    private void assertRefused(ZipFixture made, String... why) {
        assertThatThrownBy(() -> unpack(made))
                .isInstanceOf(PluginException.class)
                .hasMessageContainingAll(why)
                .hasMessageStartingWith(temporary.resolve("any.zip") + " ");
    }

    /** All that was made outside of where zips are unpacked. */
    private List<Path> outside() throws Exception {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.filter(file -> !file.startsWith(folder))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    @Test
    void the_plugin_is_at_the_top_or_in_the_one_folder_there_and_called_by_its_id() throws Exception {
        Path top = unpack(zip.file("lib/a.js", "// a"));
        assertThat(top).isEqualTo(folder.resolve("greeter"));
        assertThat(top.resolve("lib/a.js")).hasContent("// a");
        ZipFixture below = new ZipFixture()
                .file("greeter-main/", "")
                .file("greeter-main/plugin.json", DESCRIPTOR)
                .file("greeter-main/lib/a.js", "// b");
        assertThat(unpack(below).resolve("lib/a.js")).hasContent("// b");
    }

    @Test
    void what_can_be_executed_can_be_afterwards_and_nothing_else() throws Exception {
        Path plugin =
                unpack(zip.file("run.sh", "#!/bin/sh").mode("run.sh", PROGRAM).mode("plugin.json", 0100666));
        assertThat(plugin.resolve("run.sh").toFile().canExecute()).isTrue();
        assertThat(plugin.resolve("plugin.json").toFile().canExecute()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.js", "/etc/evil.js", "a/../../evil.js", "a\\..\\evil.js", "..", "a/.."})
    void entries_that_lead_out_of_it_are_refused(String name) throws Exception {
        assertRefused(zip.file(name, "evil"), "has the entry \"" + name + "\", which leads out of it");
        assertThat(outside()).containsExactly(temporary.resolve("any.zip"));
    }

    @ParameterizedTest
    @ValueSource(ints = {LINK, PIPE})
    void links_and_devices_are_refused(int mode) {
        assertRefused(
                zip.file("shadow.js", "/etc/shadow").mode("shadow.js", mode),
                "has the entry \"shadow.js\", which is a link or a device");
    }

    @Test
    void more_entries_than_allowed_are_refused() {
        for (int i = 0; i < 5; i++) {
            zip.file(i + ".js", "");
        }
        assertRefused(zip, "has 6 entries: at most 5 are unpacked");
    }

    @Test
    void more_bytes_than_allowed_are_refused() throws Exception {
        byte[] noise = new byte[2_000_000];
        new Random(1).nextBytes(noise);
        assertRefused(
                zip.file("a.bin", noise).file("b.bin", noise),
                "too large",
                "the entry \"b.bin\"",
                "more than 3000000 bytes");
        assertThat(Files.size(folder.resolve(".unpacked/b.bin"))).isLessThanOrEqualTo(1_000_000);
    }

    @Test
    void a_bomb_is_refused_before_it_is_unpacked() throws Exception {
        assertRefused(
                zip.file("bomb.js", new byte[2_900_000]),
                "packed too tightly",
                "the entry \"bomb.js\"",
                "100 times its own");
        assertThat(Files.size(folder.resolve(".unpacked/bomb.js"))).isLessThan(1_100_000);
    }

    @Test
    void two_entries_for_one_file_are_refused() throws Exception {
        Path twice = zip.file("aaaa.js", "1").file("bbbb.js", "2").write(temporary.resolve("any.zip"));
        String bytes = Files.readString(twice, StandardCharsets.ISO_8859_1).replace("bbbb", "aaaa");
        Files.writeString(twice, bytes, StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> PluginZip.unpack(twice, emptied(), SMALL))
                .hasMessageContaining("the entry \"aaaa.js\"");
        assertRefused(
                new ZipFixture().file("plugin.json", DESCRIPTOR).file("plugin.json/a", ""),
                "the entry \"plugin.json/a\"");
    }

    /** Two zips, one in the comment of the other: by the letter it is the first, and Java's reader takes the second. */
    @Test
    void one_that_two_readers_take_for_two_things_is_refused() throws Exception {
        byte[] first = Files.readAllBytes(zip.write(temporary.resolve("first.zip")));
        byte[] second = Files.readAllBytes(new ZipFixture().file("b", "").write(temporary.resolve("second.zip")));
        int comment = second.length + 1;
        ByteBuffer both = ByteBuffer.allocate(first.length + comment).order(ByteOrder.LITTLE_ENDIAN);
        both.put(first).put(second).putShort(first.length - 2, (short) comment);
        Path any = Files.write(temporary.resolve("any.zip"), both.array());
        assertThatThrownBy(() -> PluginZip.unpack(any, emptied(), SMALL)).hasMessageContaining("in more than one way");
    }

    @Test
    void what_is_no_plugin_or_no_zip_is_refused() throws Exception {
        assertRefused(new ZipFixture().file("a/plugin.json", DESCRIPTOR).file("b/x", ""), "no plugin.json at its top");
        assertRefused(zip.file(".venv/bin/pip", ""), "has a virtual environment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "no json", "{\"id\":\"../up\",\"version\":\"1.0.0\"}"})
    void a_descriptor_with_faults_is_refused(String descriptor) {
        assertRefused(new ZipFixture().file("plugin.json", descriptor), "plugin.json:");
    }

    @Test
    void a_half_written_one_is_refused() throws Exception {
        byte[] whole = Files.readAllBytes(zip.write(temporary.resolve("whole.zip")));
        for (int length : new int[] {0, 10, whole.length / 2, whole.length - 1}) {
            Path half = Files.write(temporary.resolve("half.zip"), java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> PluginZip.unpack(half, emptied(), SMALL))
                    .isInstanceOf(PluginException.class)
                    .hasMessageContaining("is no zip, or not whole");
        }
    }

    /** Bytes that are changed at random are refused or unpacked, in bounds, and nothing else happens. */
    @Test
    void broken_ones_are_refused_and_nothing_worse() throws Exception {
        byte[] whole = Files.readAllBytes(
                zip.file("a/b.js", "x".repeat(500)).mode("a/b.js", PROGRAM).write(temporary.resolve("whole.zip")));
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] broken = whole.clone();
            for (int j = 0; j <= random.nextInt(4); j++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            Path any = Files.write(temporary.resolve("any.zip"), broken);
            try {
                assertThat(PluginZip.unpack(any, emptied(), SMALL)).startsWith(folder);
            } catch (PluginException refused) {
                assertThat(refused).hasMessageStartingWith(any + " ");
            }
            assertThat(outside()).hasSize(2);
        }
    }
}
