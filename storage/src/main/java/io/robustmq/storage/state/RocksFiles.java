package io.robustmq.storage.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directories of a store: {@code live}, what is written; {@code checkpoint-POSITION}, what it
 * was at a flush, by hard links; {@code damaged-N}, what could not be opened. Readable by their
 * owner alone. One thread.
 */
final class RocksFiles {
    /** Checkpoints kept: that of the last flush and an older one. */
    static final int CHECKPOINTS = 2;

    private static final String CHECKPOINT = "checkpoint-";
    private static final String UNFINISHED = ".tmp";
    private static final String DAMAGED = "damaged-";
    private static final String TABLE_FILE = ".sst";

    private final Path directory;

    RocksFiles(Path directory) {
        this.directory = directory;
    }

    Path live() {
        return directory.resolve("live");
    }

    boolean hasLive() {
        return Files.exists(live().resolve("CURRENT"));
    }

    void make() throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    Path checkpoint(long position) {
        return directory.resolve(CHECKPOINT + "%016x".formatted(position));
    }

    /** Positions of all whole checkpoints, ascending. */
    List<Long> checkpoints() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Long> positions = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, CHECKPOINT + "*")) {
            for (Path each : found) {
                String name = each.getFileName().toString();
                if (!name.endsWith(UNFINISHED)) {
                    positions.add(Long.parseLong(name.substring(CHECKPOINT.length()), 16));
                }
            }
        }
        positions.sort(Comparator.naturalOrder());
        return positions;
    }

    /** Deletes all but the last checkpoints, and what an earlier life left half made. */
    void deleteOldCheckpoints() throws IOException {
        List<Long> positions = checkpoints();
        for (long old : positions.subList(0, Math.max(0, positions.size() - CHECKPOINTS))) {
            deleteTree(checkpoint(old));
        }
    }

    void deleteUnfinished() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(directory, CHECKPOINT + "*" + UNFINISHED)) {
            for (Path each : found) {
                deleteTree(each);
            }
        }
    }

    /** Puts what cannot be opened, and all that is later, aside and a checkpoint in its place. */
    void goBackTo(long position) throws IOException {
        for (long later : checkpoints()) {
            if (later > position) {
                putAside(checkpoint(later));
            }
        }
        if (Files.exists(live())) {
            putAside(live());
        }
        Path restored = directory.resolve("live" + UNFINISHED);
        deleteTree(restored);
        Files.createDirectory(restored);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(checkpoint(position))) {
            for (Path file : files) {
                takeOver(file, restored.resolve(file.getFileName()));
            }
        }
        sync(restored);
        Files.move(restored, live(), StandardCopyOption.ATOMIC_MOVE);
        sync(directory);
    }

    /** Table files never change once written; the others may. */
    private static void takeOver(Path file, Path to) throws IOException {
        if (file.toString().endsWith(TABLE_FILE)) {
            Files.createLink(to, file);
        } else {
            Files.copy(file, to);
            sync(to);
        }
    }

    private void putAside(Path damaged) throws IOException {
        int number = 0;
        while (Files.exists(directory.resolve(DAMAGED + number))) {
            number++;
        }
        Files.move(damaged, directory.resolve(DAMAGED + number), StandardCopyOption.ATOMIC_MOVE);
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> found = Files.walk(root)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
