package io.robustmq.mqtt.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.KeepingJournal;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/** The frame of one event of session "c". */
final class EventBytes {
    private static final Shards SHARDS = new Shards(16, 1);

    private EventBytes() {}

    /**
     * @param event sent to events whose state was prepared
     * @return type and payload in hexadecimal: {@code "0101 01 …"}
     */
    static String of(Consumer<SessionEvents> prepare, Consumer<SessionEvents> event) {
        KeepingJournal journal = new KeepingJournal();
        SessionState state = new SessionState(new SessionTotals(new MqttCounters()));
        SessionJournal session =
                new SessionJournal(new CommitGate(journal, Durability.SYNC), SHARDS);
        SessionEvents events = session.of("c", state);
        prepare.accept(events);
        journal.frames().clear();
        event.accept(events);
        KeepingJournal.Frame frame = journal.frames().getFirst();
        return "%04x ".formatted(frame.type())
                + HexFormat.ofDelimiter(" ").formatHex(frame.payload());
    }

    /** QoS 2, RETAIN, topic "t", one property of two bytes, payload "pay". */
    static Publication publication() {
        UnsafeBuffer bytes = new UnsafeBuffer("t..pay".getBytes(UTF_8));
        bytes.putByte(1, (byte) 0x01); // payload format indicator
        bytes.putByte(2, (byte) 0x01);
        return new Publication()
                .begin(2, true, 0x0102, 0x11, 0x22)
                .topic(bytes, 0, 1)
                .properties(bytes, 1, 2)
                .payload(bytes, 3, 3);
    }
}
