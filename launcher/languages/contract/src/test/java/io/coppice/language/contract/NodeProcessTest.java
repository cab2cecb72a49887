package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code process:}, with the client of one file for Node.js. */
class NodeProcessTest extends LanguageContract {

    static final Path CLIENTS = Path.of("../process/src/main/clients");

    @BeforeAll
    static void needs() {
        Tools.need("node");
    }

    @Override
    String guest() {
        tree.copy(CLIENTS.resolve("coppice_child.mjs"));
        tree.copy(GUESTS.resolve("guest.mjs"));
        return "process:guest.mjs";
    }

    @Override
    String error() {
        return "RangeError: as you wish";
    }

    @Override
    String frameOfCrash() {
        return "at boom (file://";
    }

    @Test
    void what_it_said_before_it_exits_is_said() {
        tree.write("exits.mjs", """
                #!/usr/bin/env node
                import { consumer, ready } from './coppice_child.mjs';
                consumer('exits', message => {
                  message.reply('said');
                  process.exit(0);
                });
                ready();
                """);
        tree.start("exits", "process:exits.mjs", new JsonObject());
        assertThat(tree.ask("exits", null)).isEqualTo("said");
    }

    @Test
    void what_it_said_before_it_logged_is_said_though_its_code_never_ends() {
        tree.write("loops.mjs", """
                #!/usr/bin/env node
                import { consumer, log, ready } from './coppice_child.mjs';
                consumer('loops', message => {
                  message.reply('said');
                  log('info', 'so far');
                  for (;;);
                });
                ready();
                """);
        tree.start("loops", "process:loops.mjs", new JsonObject());
        assertThat(tree.ask("loops", null)).isEqualTo("said");
    }
}
