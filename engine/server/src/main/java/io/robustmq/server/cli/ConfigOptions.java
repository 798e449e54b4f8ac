package io.robustmq.server.cli;

import io.robustmq.server.config.ConfigLoader;
import io.robustmq.server.config.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where settings come from; the same for every command that reads them. */
public final class ConfigOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "configuration file, YAML")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "path=value",
            description = "one setting, over file and environment; may be repeated")
    private List<String> assignments = new ArrayList<>();

    /**
     * @throws io.robustmq.kernel.ConfigException a line that says where, what, and what is allowed
     */
    public Values read() {
        return ConfigLoader.read(file, System.getenv(), assignments);
    }
}
