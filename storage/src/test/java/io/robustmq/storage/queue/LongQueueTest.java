package io.robustmq.storage.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.queue.AmqpLikeBroker.Channel;
import io.robustmq.storage.queue.concurrent.PageReads;
import io.robustmq.storage.simulation.SimulatedDisk;
import io.robustmq.storage.state.ApplierConfig;
import io.robustmq.storage.state.SimulatedState;
import io.robustmq.storage.state.StateApplier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queues longer than their memory, as an AMQP channel sees them, on journal and tables. */
class LongQueueTest {
    private static final JournalConfig JOURNAL =
            new JournalConfig(1, 64 << 10, 32 << 10, 50_000_000);
    private static final QueueConfig CONFIG = new QueueConfig(32, 8 * 256, 8, 12, 4, 2048, 2, 4, 0);

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
    private final SimulatedState state = new SimulatedState(new Random(2), 1);
    private long nowNs;
    private NodeJournal journal;
    private StateApplier applier;
    private PageReads reads;
    private QueueShard shard;
    private AmqpLikeBroker broker;

    @BeforeEach
    void start() throws IOException {
        journal =
                new NodeJournal(
                        disk,
                        new SimulatedDisk(new Random(3)),
                        JOURNAL,
                        new Runnable[] {() -> {}},
                        state.applied(),
                        (s, type, at, position, buffer, offset, length) -> {});
        applier =
                new StateApplier(
                        journal,
                        state,
                        new QueueApplier(),
                        new ApplierConfig(1 << 16, 0, 1 << 20, 1_000_000_000, 1 << 30));
        reads = new PageReads(applier, new QueuePageFiller(state), new Runnable[] {() -> {}}, 4);
        shard = new QueueShard(0, journal.core(0), reads, CONFIG, queue -> {});
        shard.load(state);
        journal.replay((s, type, at, position, buffer, offset, length) ->
                shard.replay(type, at, buffer, offset, length));
        shard.started();
        broker = new AmqpLikeBroker(shard, journal.core(0));
    }

    private void turn() {
        journal.core(0).doWork();
        journal.supplyTurn();
        nowNs += JOURNAL.syncIntervalNs();
        journal.writerTurn(nowNs);
        applier.turn(nowNs);
        reads.turn();
        shard.doWork();
    }

    /** As much as comes within some turns. */
    private List<String> consume(Channel channel, long queue, int prefetch) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            turn();
            messages.addAll(channel.consume(queue, prefetch));
        }
        return messages;
    }

    private static List<String> numbers(int from, int to, String mark) {
        return IntStream.range(from, to).mapToObj(i -> i + mark).toList();
    }

    private void publish(int messages, long... queues) {
        for (int i = 0; i < messages; i++) {
            broker.publish(Integer.toString(i), queues);
            turn();
        }
    }

    @Test
    void shouldGoOnWhenBodiesOfWhatIsOutWouldFillTheMemory() {
        long queue = broker.declare("q");
        publish(20, queue);

        List<String> out = consume(broker.channel(), queue, 12);

        assertThat(out).isEqualTo(numbers(0, 12, ""));
        assertThat(shard.bodyBytesInMemory()).isLessThanOrEqualTo(8 * 256);
    }

    @Test
    void shouldReadAgainWhatIsGivenBackWithoutItsBody() {
        long queue = broker.declare("q");
        publish(20, queue);
        Channel channel = broker.channel();
        consume(channel, queue, 12);

        channel.close();

        assertThat(consume(broker.channel(), queue, 12)).isEqualTo(numbers(0, 12, "*"));
    }

    @Test
    void shouldLetAnIdleQueueGiveWay() {
        long idle = broker.declare("idle");
        long busy = broker.declare("busy");
        publish(10, idle);
        publish(10, busy);

        Channel channel = broker.channel();
        List<String> messages = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            messages.addAll(consume(channel, busy, 1));
            channel.ack(i, false);
        }

        assertThat(messages).isEqualTo(numbers(0, 10, ""));
        assertThat(consume(broker.channel(), idle, 10)).isEqualTo(numbers(0, 10, ""));
    }

    @Test
    void shouldFindAfterARestartWhatWasNotAcknowledgedMarkedAsRedelivered() throws IOException {
        long[] queues = {broker.declare("a"), broker.declare("b")};
        publish(15, queues);
        Channel channel = broker.channel();
        consume(channel, queues[0], 6);
        channel.ack(4, true);
        turn();
        turn();

        disk.killProcess();
        state.crash();
        start();

        assertThat(shard.ready(queues[0])).isEqualTo(11);
        assertThat(shard.ready(queues[1])).isEqualTo(15);
        assertThat(consume(broker.channel(), queues[0], 11)).isEqualTo(numbers(4, 15, "*"));
    }
}
