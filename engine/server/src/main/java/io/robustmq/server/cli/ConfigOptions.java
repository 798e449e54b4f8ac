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
     * Reads arguments that are these options and nothing else, without reflection.
     *
     * @return null when there is anything else in them, a mistake included
     */
    public static @Nullable ConfigOptions parse(String[] args) {
        ConfigOptions options = new ConfigOptions();
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                return null;
            }
            switch (args[i]) {
                case "--config" -> options.file = Path.of(args[i + 1]);
                case "--set" -> options.assignments.add(args[i + 1]);
                default -> {
                    return null;
                }
            }
        }
        return options;
    }

    /**
     * @throws io.robustmq.kernel.ConfigException a line that says where, what, and what is allowed
     */
    public Values read() {
        return ConfigLoader.read(file, System.getenv(), assignments);
    }
}
