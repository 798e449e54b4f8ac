package io.robustmq.server.config;

import static io.robustmq.kernel.ConfigException.require;

import java.nio.file.Path;

/**
 * Who this node is.
 *
 * @param id 1 to 65,535, unique in its cluster
 */
public record NodeConfig(int id, Path dataDirectory) {
    public NodeConfig {
        require(id >= 1 && id <= 65_535, "node.id", id, "1 to 65535");
    }
}
