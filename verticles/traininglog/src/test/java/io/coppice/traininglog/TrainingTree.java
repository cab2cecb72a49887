package io.coppice.traininglog;

import io.coppice.supervision.spec.SupervisorSpec;
import io.coppice.test.DeclaredTree;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;

/** The tree of tree.json, below a root. */
final class TrainingTree {

    private TrainingTree() {}

    /**
     * The tree for one node.
     *
     * @param overrides by child id, what its {@code config} says otherwise
     */
    static SupervisorSpec of(Path data, JsonObject overrides) {
        try (InputStream in = Objects.requireNonNull(TrainingTree.class.getResourceAsStream("tree.json"))) {
            JsonObject system = new JsonObject(Buffer.buffer(in.readAllBytes()));
            return new DeclaredTree(data, overrides).of(new JsonObject().put("children", new JsonArray().add(system)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
