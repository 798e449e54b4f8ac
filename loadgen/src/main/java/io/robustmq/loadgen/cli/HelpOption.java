package io.robustmq.loadgen.cli;

import picocli.CommandLine.Option;

/** {@code --help} alone: {@code --version} is MQTT's here. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    private boolean asked;
}
