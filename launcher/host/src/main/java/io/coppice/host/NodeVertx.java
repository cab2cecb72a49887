package io.coppice.host;

import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Path;

/** The options of a node's two Vert.x: the one of its plugins, and the observer's own. */
final class NodeVertx {

    private NodeVertx() {}

    static VertxOptions options(Path cache) {
        FileSystemOptions files = new FileSystemOptions()
                // Two plugins may have a resource of the same name: none is served from the other's copy.
                .setFileCachingEnabled(false)
                .setFileCacheDir(cache.toString())
                .setFileCacheDirAsExactPath(true);
        return new VertxOptions().setPreferNativeTransport(true).setFileSystemOptions(files);
    }

    /**
     * Those of the observer, which shares no thread with plugins: it has to answer also when one of them blocks every event
     * loop. It serves no files, and so needs no cache of them.
     */
    static VertxOptions observerOptions() {
        return new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }
}
