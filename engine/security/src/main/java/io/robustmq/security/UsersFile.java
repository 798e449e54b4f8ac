package io.robustmq.security;

import io.robustmq.kernel.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A users file on disk, edited a block at a time: comments and other users' lines stay as they are.
 */
public final class UsersFile {
    private final Path path;

    public UsersFile(Path path) {
        this.path = path;
    }

    /**
     * @throws ConfigException unreadable or wrong: the caller must not go on as if it were empty
     */
    Users read() {
        return UsersParser.parse(path.toString(), text());
    }

    public List<String> names() {
        return List.copyOf(read().byName().keySet());
    }

    /**
     * Adds a user; makes the file, readable by its owner only, when there is none.
     *
     * @param publish filters the user may publish to
     * @param subscribe filters the user may subscribe within
     * @throws ConfigException the user is there already, or the file is wrong
     */
    public void add(String name, String password, List<String> publish, List<String> subscribe) {
        String text = Files.exists(path) ? text() : "";
        requireOneLine("user", name);
        publish.forEach(filter -> requireOneLine("publish", filter));
        subscribe.forEach(filter -> requireOneLine("subscribe", filter));
        requireAbsent(name, text);
        SecureRandom random = new SecureRandom();
        StringBuilder block = new StringBuilder();
        block.append("user ").append(name).append('\n');
        block.append("  password ").append(Argon2Hash.of(utf8(password), random)).append('\n');
        for (ScramHash hash : ScramHash.values()) {
            ScramVerifier verifier = ScramVerifier.of(hash, password, random);
            block.append("  " + hash.word() + " " + verifier + "\n");
        }
        publish.forEach(filter -> block.append("  publish allow " + filter + "\n"));
        subscribe.forEach(filter -> block.append("  subscribe allow " + filter + "\n"));
        String separator = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
        write(text + separator + block);
    }

    /**
     * @throws ConfigException no such user, or the file is wrong
     */
    public void remove(String name) {
        if (!read().byName().containsKey(name)) {
            throw new ConfigException("user", name, "a name from 'user list'");
        }
        List<String> kept = new ArrayList<>();
        boolean inside = false;
        for (String line : text().lines().toList()) {
            String statement = line.strip();
            if (statement.startsWith("user ") || statement.equals("anonymous")) {
                inside = isUser(statement, name);
            }
            if (!inside || statement.startsWith("#")) {
                kept.add(line);
            }
        }
        write(kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
    }

    private void requireAbsent(String name, String text) {
        if (UsersParser.parse(path.toString(), text).byName().containsKey(name)) {
            throw new ConfigException("user", name, "a name that is not there yet");
        }
    }

    /** Nothing typed as a name may become a second statement. */
    private static void requireOneLine(String key, String text) {
        boolean plain =
                text.equals(text.strip()) && text.chars().noneMatch(Character::isISOControl);
        ConfigException.require(
                plain && !text.isEmpty(),
                key,
                text,
                "text without control characters or outer spaces");
    }

    private static boolean isUser(String statement, String name) {
        return statement.startsWith("user ")
                && statement.substring("user ".length()).strip().equals(name);
    }

    private String text() {
        try {
            return Files.readString(path);
        } catch (IOException unreadable) {
            throw new ConfigException("auth.users", path, "a readable file of UTF-8 text");
        }
    }

    /**
     * All or nothing: what was written is read back as the broker would before it takes its place.
     */
    private void write(String text) {
        UsersParser.parse(path.toString(), text);
        Path absolute = path.toAbsolutePath();
        try {
            Path draft =
                    Files.createTempFile(
                            absolute.getParent(),
                            ".users",
                            ".tmp",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, text);
            Files.move(
                    draft,
                    absolute,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new ConfigException("auth.users", path, "a file in a writable directory");
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
