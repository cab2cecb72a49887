package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.host.Host;
import io.coppice.supervision.Supervision;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class PluginClassLoaderTest {

    @TempDir
    Path folder;

    private PluginClassLoader loader;

    @BeforeEach
    void load() throws Exception {
        Path jar = new PluginJarFixture()
                .source("acme.Own", "package acme; public class Own {}")
                // The host has a class of this name as well: the plugin's must win.
                .source("picocli.CommandLine", "package picocli; public class CommandLine {}")
                .source("io.vertx.core.Vertx", "package io.vertx.core; public class Vertx {}")
                .resource("webroot/index.html", "own")
                .resource("META-INF/services/io.vertx.core.spi.VerticleFactory", "own")
                .write(folder.resolve("acme-1.0.jar"));
        loader = PluginClassLoader.of(PluginReader.read(jar, jar, false));
    }

    @AfterEach
    void close() throws Exception {
        loader.close();
    }

    @Test
    void its_own_classes_come_from_the_jar() throws Exception {
        assertThat(loader.loadClass("acme.Own").getClassLoader()).isSameAs(loader);
        assertThat(loader.loadClass("picocli.CommandLine").getClassLoader()).isSameAs(loader);
        assertThat(loader.loadClass("acme.Own")).isSameAs(loader.loadClass("acme.Own"));
    }

    @Test
    void the_shared_classes_are_those_of_the_host() throws Exception {
        for (Class<?> shared : List.of(Vertx.class, Router.class, Supervision.class, org.slf4j.Logger.class)) {
            assertThat(loader.loadClass(shared.getName())).isSameAs(shared);
        }
        assertThat(loader.loadClass("io.netty.buffer.ByteBuf")).isNotNull();
        assertThat(loader.loadClass("com.fasterxml.jackson.core.JsonFactory")).isNotNull();
        assertThat(loader.loadClass("java.sql.Driver")).isSameAs(java.sql.Driver.class);
        // SQLite may be in the process only once.
        for (String shared : List.of("org.sqlite.JDBC", "io.coppice.component.database.SqliteSession")) {
            assertThat(loader.loadClass(shared)).as(shared).isSameAs(Class.forName(shared));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.coppice.host.Host",
                "io.coppice.host.config.HostConfig",
                "ch.qos.logback.classic.Logger",
                "picocli.AutoComplete",
                "org.assertj.core.api.Assertions"
            })
    void nothing_else_of_the_host_is_visible(String className) throws Exception {
        assertThat(Class.forName(className)).as("the host has it").isNotNull();
        assertThatThrownBy(() -> loader.loadClass(className)).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void resources_are_its_own_and_those_of_vertx() throws Exception {
        assertThat(loader.getResource("webroot/index.html")).asString().contains("acme-1.0.jar");
        assertThat(loader.getResource("META-INF/vertx/web/vertx-web-error.html"))
                .isNotNull();
        URL ofHost = Host.class.getResource("config/host.schema.json");
        assertThat(ofHost).isNotNull();
        assertThat(loader.getResource("io/coppice/host/config/host.schema.json"))
                .isNull();
        assertThat(Collections.list(loader.getResources("META-INF/services/io.vertx.core.spi.VerticleFactory")))
                .isNotEmpty()
                .first()
                .asString()
                .contains("acme-1.0.jar");
    }
}
