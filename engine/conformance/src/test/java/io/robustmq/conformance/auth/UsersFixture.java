package io.robustmq.conformance.auth;

import io.robustmq.conformance.broker.Preparation;
import io.robustmq.security.UsersFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The users file of these tests: alice may what lies in home, root everything. */
public final class UsersFixture implements Preparation {
    static final String FILE = "target/brokers/users";

    @Override
    public void prepare() {
        try {
            Path file = Path.of(FILE);
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            UsersFile users = new UsersFile(file);
            users.add("alice", "wonderland", List.of("home/#"), List.of("home/#"));
            users.add("root", "everything", List.of("#"), List.of("#"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
