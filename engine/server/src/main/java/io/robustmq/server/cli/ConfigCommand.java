package io.robustmq.server.cli;

import io.robustmq.server.config.ConfigLoader;
import io.robustmq.server.config.ConfigTable;
import io.robustmq.server.config.ConfigTemplate;
import io.robustmq.server.config.Values;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code robust-server config template|validate|show}. */
@Command(
        name = "config",
        description = "Look at the configuration without starting.",
        synopsisSubcommandLabel = "(template | validate | show)")
public final class ConfigCommand {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Command(description = "Print a configuration file with every key, its meaning and default.")
    void template() {
        print(ConfigTemplate.text());
    }

    @Command(description = "Check the configuration; exit code 2 when it is wrong.")
    void validate(@Mixin ConfigOptions options) {
        ConfigLoader.load(options.read());
        print("valid\n");
    }

    @Command(description = "Print each setting's value and where it came from.")
    void show(@Mixin ConfigOptions options) {
        Values values = options.read();
        ConfigLoader.load(values);
        print(ConfigTable.text(values));
    }

    private void print(String text) {
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
    }
}
