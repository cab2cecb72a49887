package io.coppice.proof.world;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The packaged distribution, and how nodes of it are configured: the store alone.
 *
 * @param home its folder
 * @param durability of the buckets
 * @param javaOptions what the JVMs are given beside their usual options
 */
public record Distribution(Path home, String durability, String javaOptions) {

    private static final String CONFIG = """
            {
              "node": "%s",
              "cluster": {
                "enabled": true, "name": "%s", "host": "%s", "port": %d, "trustedNetwork": true,
                "members": [%s]
              },
              "observer": {"port": %d},
              "supervisor": {
                "children": [
                  {"id": "events", "start": "java:io.coppice.kv.EventManager"},
                  {"id": "buckets", "type": "supervisor", "dynamic": true},
                  {"id": "log", "start": "java:io.coppice.kv.Log"},
                  {"id": "registry", "start": "java:io.coppice.kv.Registry"%s},
                  {"id": "router", "start": "java:io.coppice.kv.Router"},
                  {
                    "id": "acceptor", "start": "java:io.coppice.kv.Acceptor", "instances": "event_loops",
                    "config": {"host": "127.0.0.1", "port": %d}
                  }
                ]
              }
            }
            """;

    String config(String node, Network.Place place, String cluster, List<String> members) {
        return CONFIG.formatted(
                node,
                cluster,
                place.host(),
                place.clusterPort(),
                members.stream().map(member -> '"' + member + '"').collect(Collectors.joining(", ")),
                place.observerPort(),
                durability.isEmpty() ? "" : ", \"config\": {\"durability\": \"" + durability + "\"}",
                place.storePort());
    }

    List<String> command(Path config, Path data) {
        return List.of(home.resolve("bin/coppice").toString(), "run", config.toString(), "--data", data.toString());
    }
}
