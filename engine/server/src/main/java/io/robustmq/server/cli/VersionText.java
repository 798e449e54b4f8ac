package io.robustmq.server.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "RobustMQ " + Version.current() + ", JDK " + System.getProperty("java.version")
        };
    }
}
