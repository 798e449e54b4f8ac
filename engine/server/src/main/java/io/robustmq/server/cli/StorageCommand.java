package io.robustmq.server.cli;

import io.robustmq.kernel.ConfigException;
import io.robustmq.storage.inspect.MappedDisk;
import io.robustmq.storage.journal.JournalInspection;
import io.robustmq.storage.journal.JournalInspection.SegmentReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code robust-server storage inspect|verify DIR}: looks at a journal's files, changes nothing.
 */
@Command(
        name = "storage",
        description = "Look at a journal while no broker runs on it.",
        synopsisSubcommandLabel = "(inspect | verify)")
public final class StorageCommand {
    private static final int EXIT_WHOLE = 0;
    private static final int EXIT_DAMAGED = 1;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Command(description = "Print segments, their frames by shard and type, and damage.")
    int inspect(@Parameters(paramLabel = "DIR") Path directory) throws IOException {
        JournalInspection journal = open(directory);
        journal.segments().forEach(this::print);
        return conclude(journal);
    }

    @Command(description = "Read every byte; exit code 1 when any is not what was written.")
    int verify(@Parameters(paramLabel = "DIR") Path directory) throws IOException {
        JournalInspection journal = open(directory);
        journal.segments().forEach(this::printDamages);
        return conclude(journal);
    }

    private static JournalInspection open(Path directory) throws IOException {
        ConfigException.require(
                Files.isDirectory(directory), "DIR", directory.toString(), "a journal's directory");
        return new JournalInspection(new MappedDisk(directory));
    }

    private void print(SegmentReport segment) {
        if (segment.journalEpoch() == 0) {
            out().println(segment.file() + "  no header: made ready, or torn");
            printDamages(segment);
            return;
        }
        out().printf(
                        "%s  journal epoch %d, positions %d to %d%n",
                        segment.file(),
                        segment.journalEpoch(),
                        segment.firstPosition(),
                        segment.firstPosition() + segment.endOffset());
        segment.frames()
                .forEach((shard, types) ->
                        types.forEach((type, frames) ->
                                out().printf(
                                                "  shard %d, type 0x%04x: %s%n",
                                                shard, type, frames)));
        printDamages(segment);
    }

    private void printDamages(SegmentReport segment) {
        segment.damages()
                .forEach(damage -> out().printf("%s  damage %s%n", segment.file(), damage));
    }

    private int conclude(JournalInspection journal) {
        int damages = journal.segments().stream().mapToInt(s -> s.damages().size()).sum();
        out().printf("%d files, %d damages%n", journal.segments().size(), damages);
        out().flush();
        return journal.isWhole() ? EXIT_WHOLE : EXIT_DAMAGED;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
