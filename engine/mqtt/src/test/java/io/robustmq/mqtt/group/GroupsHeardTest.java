package io.robustmq.mqtt.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.connection.CutDisk;
import io.robustmq.storage.journal.Durability;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class GroupsHeardTest {
    private static final Shards SHARDS = new Shards(16, 1);

    private final CutDisk disk = new CutDisk();
    private final CommitGate gate = new CommitGate(disk.journal(), Durability.SYNC);
    private final GroupsHeard heard = new GroupsHeard(gate, SHARDS);

    @Test
    void shouldWriteTheseBytesOncePerShardAndCycle() {
        heard.took(5, publication(3, 9));
        heard.took(5, publication(3, 10));
        heard.took(7, publication(-4, 1));

        heard.append();
        heard.append();

        assertThat(frames())
                .containsExactly(
                        "5 0701 01" + "03000000" + "0a00000000000000",
                        "7 0701 01" + "fcffffff" + "0100000000000000");
    }

    @Test
    void shouldKnowWhatWasGivenInALifeBefore() {
        heard.took(5, publication(3, 9));
        heard.took(5, publication(-4, 2));
        heard.append();
        assertThat(heard.has(5, publication(3, 9))).isFalse(); // another group of the shard
        GroupsHeard after = new GroupsHeard(gate, SHARDS);
        frames();
        disk.replay(
                0,
                (shard, type, at, position, buffer, offset, length) ->
                        after.replay(shard, buffer, offset, length));

        assertThat(after.has(5, publication(3, 9))).isTrue();
        assertThat(after.has(5, publication(3, 10))).isFalse();
        assertThat(after.has(5, publication(-4, 2))).isTrue();
        assertThat(after.has(6, publication(3, 9))).isFalse();
    }

    @Test
    void shouldRefuseAnotherVersionByName() {
        UnsafeBuffer event = new UnsafeBuffer(new byte[] {9});

        assertThatThrownBy(() -> heard.replay(0, event, 0, 1))
                .hasMessage("group event of version 9; this build reads 1");
    }

    private List<String> frames() {
        for (int cycle = 0; cycle < 16; cycle++) {
            gate.doWork();
        }
        List<String> frames = new ArrayList<>();
        disk.replay(
                0,
                (shard, type, at, position, buffer, offset, length) -> {
                    byte[] bytes = new byte[length];
                    buffer.getBytes(offset, bytes);
                    String hex = HexFormat.of().formatHex(bytes);
                    frames.add("%d %04x %s".formatted(shard, type, hex));
                });
        return frames;
    }

    private static Publication publication(int stream, long sequence) {
        UnsafeBuffer topic = new UnsafeBuffer("t".getBytes(UTF_8));
        return new Publication()
                .begin(2, false, 0, 1, Message.NEVER)
                .topic(topic, 0, 1)
                .payload(topic, 0, 1)
                .forwarded(stream, sequence);
    }
}
