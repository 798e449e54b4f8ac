package io.robustmq.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.KeepingJournal;
import io.robustmq.transport.core.FakeCore;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What a member may have of its shared groups is what goes back in one step. */
class GivenBytesTest {
    private static final int PAYLOAD_BYTES = 16 << 20;
    private static final int ROOM = (int) (OutboundFlow.GIVEN_BYTES_MAX / PAYLOAD_BYTES);
    private static final Random TAKES_ALL =
            new Random() {
                @Override
                public int nextInt(int bound) {
                    return bound - 1;
                }
            };

    private final FakeCore core = new FakeCore();
    private final FakeLink link = new FakeLink(TAKES_ALL, 100);
    private final NamedOrigin group = new NamedOrigin("$share/g/t");
    private final Sessions sessions = sessions();
    private final MqttSession member = sessions.open("member", true, 0, link).session();
    private final Publication large =
            new Publication()
                    .begin(1, false, 0, core.nowMs(), Message.NEVER)
                    .topic(new UnsafeBuffer(new byte[] {'t'}), 0, 1)
                    .properties(new UnsafeBuffer(new byte[0]), 0, 0)
                    .payload(new UnsafeBuffer(new byte[PAYLOAD_BYTES]), 0, PAYLOAD_BYTES);

    @Test
    void shouldGiveAMemberNoMoreBytesThanGoBackInOneStep() {
        member.resume();
        give(ROOM);
        assertThat(member.isReady(1)).isFalse();

        give(1);
        assertThat(group.finished).as("dropped, as by a full queue").isEqualTo(1);
        assertThat(link.sentIds).hasSize(ROOM);

        sessions.closed(member, link, true);
        assertThat(group.returned).hasSize(ROOM);
    }

    @Test
    void shouldGiveAgainWhenTheMemberHasFinished() {
        member.resume();
        give(ROOM);

        member.onPuback(link.sentIds.getFirst());

        assertThat(member.isReady(1)).isTrue();
        give(1);
        assertThat(member.isReady(1)).isFalse();
        assertThat(link.sentIds).hasSize(ROOM + 1);
    }

    @Test
    void shouldNotCountAMembersOwnMessages() {
        member.resume();
        for (int i = 0; i <= ROOM; i++) {
            member.accept(large, 1, false, Delivery.NO_IDENTIFIERS, Origin.OWN);
        }

        assertThat(member.isReady(1)).isTrue();
        assertThat(link.sentIds).hasSize(ROOM + 1);
    }

    private void give(int count) {
        for (int i = 0; i < count; i++) {
            member.accept(large, 1, false, Delivery.NO_IDENTIFIERS, group);
        }
    }

    private Sessions sessions() {
        return new Sessions(
                core,
                new CommitGate(new KeepingJournal(), Durability.SYNC),
                new Shards(2, 1),
                new MqttConfig.Sessions(MqttConfig.Sessions.NEVER_EXPIRES, 100, 1 << 30, 100),
                new MqttCounters(),
                1,
                () -> false,
                new Sessions.Surroundings() {
                    @Override
                    public void publish(MqttSession session, Will will) {
                        session.will(null);
                    }

                    @Override
                    public void drop(MqttSession session) {}

                    @Override
                    public void giveBack(String name, int shard, Message message) {}
                });
    }
}
