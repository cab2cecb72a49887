package io.coppice.language.contract;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;

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
}
