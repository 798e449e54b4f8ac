package io.robustmq.server.cli;

import io.robustmq.kernel.ConfigException;
import io.robustmq.security.UsersFile;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code robust-server user add|remove|list --users FILE}. */
@Command(
        name = "user",
        description = "Edit a users file; a running broker reads it again on SIGHUP.",
        synopsisSubcommandLabel = "(add | remove | list)")
public final class UserCommand {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Command(description = "Add a user. The password is asked for, or is the first line of stdin.")
    void add(
            @Option(names = "--users", required = true, paramLabel = "FILE") Path users,
            @Option(
                            names = "--publish",
                            paramLabel = "FILTER",
                            defaultValue = "#",
                            description = "may publish there (default: ${DEFAULT-VALUE})")
                    List<String> publish,
            @Option(
                            names = "--subscribe",
                            paramLabel = "FILTER",
                            defaultValue = "#",
                            description = "may subscribe within it (default: ${DEFAULT-VALUE})")
                    List<String> subscribe,
            @Parameters(paramLabel = "NAME") String name) {
        new UsersFile(users).add(name, password(), publish, subscribe);
    }

    @Command(description = "Remove a user.")
    void remove(
            @Option(names = "--users", required = true, paramLabel = "FILE") Path users,
            @Parameters(paramLabel = "NAME") String name) {
        new UsersFile(users).remove(name);
    }

    @Command(description = "Print the users' names.")
    void list(@Option(names = "--users", required = true, paramLabel = "FILE") Path users) {
        new UsersFile(users).names().forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
    }

    /** Never from the command line, which every process on the machine may read. */
    private static String password() {
        Console console = System.console();
        String password =
                console != null && console.isTerminal()
                        ? typed(console)
                        : firstLineOfStandardInput();
        ConfigException.require(!password.isEmpty(), "password", "", "at least one character");
        return password;
    }

    private static String typed(Console console) {
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("Again: ");
        if (first == null
                || second == null
                || !String.valueOf(first).equals(String.valueOf(second))) {
            throw ConfigException.ofKey("password", "the two are not the same");
        }
        return String.valueOf(first);
    }

    private static String firstLineOfStandardInput() {
        try {
            // Not closed: standard input belongs to the process.
            String line =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                            .readLine();
            return line == null ? "" : line;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
