package io.robustmq.kernel.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.kernel.cores.Confirmations;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.cores.NodeLinks;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.storage.journal.PassingJournal;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.ring.CoreRings;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ForwardsTest {
    private static final Shards SHARDS = new Shards(16, 2);
    private static final UnsafeBuffer OWNER = new UnsafeBuffer("me".getBytes(UTF_8));
    private static final int PURPOSE = 7;

    private final List<String> frames = new ArrayList<>();
    private final List<Long> sent = new ArrayList<>();
    private final List<Forward> asked = new ArrayList<>();
    private Forwards.Outcome outcome = Forwards.Outcome.SENT;
    private final CommitGate gate = new CommitGate(new Recording(), Durability.SYNC);

    /** A journal that shows what it was given. */
    private final class Recording extends PassingJournal {
        Recording() {
            super(new MemoryJournal(16));
        }

        @Override
        public long append(int shard, int type, Durability d, DirectBuffer b, int at, int n) {
            byte[] bytes = new byte[n];
            b.getBytes(at, bytes);
            frames.add("%d %04x %s".formatted(shard, type, HexFormat.of().formatHex(bytes)));
            return super.append(shard, type, d, b, at, n);
        }
    }

    private Forwards forwards(boolean alone) {
        CoreLinks links =
                new NodeLinks(new CoreRings(2, 4096), 1 << 20)
                        .of(0, new CoreErrors("core", new CoreCells()));
        return new Forwards(
                gate,
                SHARDS,
                alone ? null : new Confirmations(links, gate),
                (publication, forward) -> {
                    if (outcome != Forwards.Outcome.NO_ROOM) {
                        sent.add(publication.forwardSequence());
                        asked.add(forward);
                    }
                    return outcome;
                });
    }

    private void forward(Forwards forwards, int shard) {
        Publication publication = HeardTest.publication("t", false);
        long sequence = forwards.begin(shard, PURPOSE, OWNER, 2, publication);
        forwards.send(shard, sequence, publication);
    }

    @Test
    void shouldWriteTheseBytes() {
        Forwards forwards = forwards(true);
        forward(forwards, 5);
        gate.doWork();
        forwards.doWork();

        assertThat(frames)
                .containsExactly(
                        "5 0301 "
                                + "02" // version
                                + "07" // purpose
                                + "0000"
                                + "02000000" // owner's length
                                + "0100000000000000"
                                + "6d65"
                                + "0a000000" // QoS 2, FORWARDED
                                + "01000000" // topic's length
                                + "00000000" // properties' length
                                + "0000000000000000"
                                + "0100000000000000"
                                + "ffffffffffffff7f"
                                + "05000000"
                                + "0100000000000000"
                                + "7474",
                        "5 0302 0201000000000000000100000000000000");
    }

    @Test
    void shouldSendAtOnceOnOneCoreAndOnceItsEventIsKeptOnSeveral() {
        Forwards alone = forwards(true);
        forward(alone, 0);
        assertThat(sent).hasSize(1);
        sent.clear();
        Forwards several = forwards(false);

        forward(several, 0);
        several.doWork();
        assertThat(sent).isEmpty();
        gate.doWork();
        several.doWork();

        assertThat(sent).containsExactly(1L);
    }

    @Test
    void shouldKeepTheOrderWhateverWaits() {
        Forwards forwards = forwards(false);
        forward(forwards, 0);
        forward(forwards, 1);
        Publication once = HeardTest.publication("t", false);
        forwards.send(0, Message.NOT_FORWARDED, once);
        long ticket = forwards.ticket();
        gate.doWork();
        outcome = Forwards.Outcome.ASKED;

        forwards.doWork();
        assertThat(sent).containsExactly(1L);
        assertThat(forwards.isPassed(ticket)).isFalse();
        outcome = Forwards.Outcome.SENT;
        asked.getFirst().answered();
        forwards.doWork();

        assertThat(sent).containsExactly(1L, 1L, Message.NOT_FORWARDED);
        assertThat(forwards.isPassed(ticket)).isTrue();
    }

    @Test
    void shouldTryAgainWhenThereWasNoRoom() {
        Forwards forwards = forwards(false);
        forward(forwards, 0);
        gate.doWork();
        outcome = Forwards.Outcome.NO_ROOM;

        assertThat(forwards.doWork()).isPositive(); // the core must not sleep
        outcome = Forwards.Outcome.SENT;
        forwards.doWork();

        assertThat(sent).containsExactly(1L);
    }

    @Test
    void shouldHaveNoRoomForMoreThanItsBound() {
        Forwards forwards = forwards(false);
        for (int i = 1; i < Forwards.OUTSTANDING_MAX; i++) {
            forward(forwards, i % 16);
        }
        assertThat(forwards.hasRoom()).isTrue();

        forward(forwards, 0);

        assertThat(forwards.hasRoom()).isFalse();
        for (int i = 0; forwards.outstanding() > 0 && i < Forwards.OUTSTANDING_MAX; i++) {
            gate.doWork();
            assertThat(forwards.doWork()).isLessThanOrEqualTo(2 * Forwards.SENT_PER_CYCLE);
        }
        assertThat(forwards.hasRoom()).isTrue();
    }

    @Test
    void shouldHaveNoRoomForMoreBytesThanItsBound() {
        Forwards forwards = forwards(false);
        UnsafeBuffer large = new UnsafeBuffer(new byte[(int) Forwards.OUTSTANDING_BYTES_MAX - 2]);
        Publication publication =
                HeardTest.publication("t", false).payload(large, 0, large.capacity());
        forwards.send(0, forwards.begin(0, PURPOSE, OWNER, 2, publication), publication);
        assertThat(forwards.hasRoom()).isTrue();

        forward(forwards, 0);

        assertThat(forwards.hasRoom()).isFalse();
        gate.doWork();
        forwards.doWork();
        gate.doWork();
        forwards.doWork();
        assertThat(forwards.hasRoom()).isTrue();
    }

    @Test
    void shouldSendAgainWhatWasNotDoneAndGoOnWithHigherSequences() {
        Forwards before = forwards(true);
        forward(before, 3);
        gate.doWork();
        before.doWork(); // DONE
        forward(before, 3);
        Forwards after = forwards(true);
        for (String frame : frames) {
            String[] parts = frame.split(" ");
            UnsafeBuffer bytes = new UnsafeBuffer(HexFormat.of().parseHex(parts[2]));
            int type = Integer.parseInt(parts[1], 16);
            after.replay(Integer.parseInt(parts[0]), type, bytes, 0, bytes.capacity());
        }
        sent.clear();

        after.resume();
        forward(after, 3);

        assertThat(sent).containsExactly(2L, 3L);
    }

    @Test
    void shouldSendToOneShardBehindWhatCameBeforeOnceItsEventIsKept() {
        Forwards forwards = forwards(false);
        Address address = new Address(9, PURPOSE, new byte[] {1, 2}, 77);
        forward(forwards, 5);

        forwards.sendTo(5, address, HeardTest.publication("t", true));
        forwards.doWork();
        assertThat(sent).isEmpty();
        gate.doWork();
        forwards.doWork();

        assertThat(sent).containsExactly(1L, 2L);
        assertThat(asked.getFirst().address()).isNull();
        assertThat(asked.getLast().address()).isEqualTo(address);
        assertThat(frames.get(1)).contains("0000" + "02000000" + "0200000000000000" + "0102");
        assertThat(frames.get(1)).contains("05000980" + "0200000000000000"); // 5 → 9
    }

    @Test
    void shouldSendAgainToTheShardThatItWasFor() {
        Forwards before = forwards(false);
        before.sendTo(
                5,
                new Address(9, PURPOSE, new byte[] {1, 2}, 77),
                HeardTest.publication("t", false));
        Forwards after = forwards(true);
        UnsafeBuffer event =
                new UnsafeBuffer(HexFormat.of().parseHex(frames.getFirst().split(" ")[2]));
        after.replay(5, ForwardFlyweight.BEGUN, event, 0, event.capacity());

        after.resume();

        Address address = Objects.requireNonNull(asked.getFirst().address());
        assertThat(address.shard()).isEqualTo(9);
        assertThat(address.purpose()).isEqualTo(PURPOSE);
        assertThat(address.bytes()).containsExactly(1, 2);
        assertThat(address.tag()).isEqualTo(Address.NO_TAG);
    }

    @Test
    void shouldRefuseAnotherVersionByName() {
        UnsafeBuffer event = new UnsafeBuffer(new byte[] {9, 0, 0, 0});

        assertThatThrownBy(() -> forwards(true).replay(0, ForwardFlyweight.BEGUN, event, 0, 4))
                .hasMessage("forward event of version 9; this build reads 2");
    }
}
