package io.robustmq.conformance.kafka;

import io.robustmq.conformance.broker.Preparation;
import io.robustmq.security.UsersFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The users file of these tests: ann writes orders, rob reads them, root administers. */
public final class KafkaUsers implements Preparation {
    static final String FILE = "target/brokers/kafka-users";

    @Override
    public void prepare() {
        try {
            Path file = Path.of(FILE);
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            UsersFile users = new UsersFile(file);
            users.add("ann", "a-secret", List.of("orders"), List.of());
            users.add("rob", "r-secret", List.of(), List.of("orders", "$kafka/groups/readers"));
            users.add("root", "all", List.of("#", "$kafka/admin"), List.of("#"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
