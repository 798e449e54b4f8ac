package io.robustmq.storage.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.storage.queue.AmqpLikeBroker.Channel;
import io.robustmq.storage.queue.AmqpLikeBroker.Delivery;
import io.robustmq.storage.queue.concurrent.NoPages;
import org.junit.jupiter.api.Test;

/** What an AMQP queue must be able to do, on a journal that keeps nothing. */
class AmqpLikeBrokerTest {
    private final MemoryJournal journal = new MemoryJournal(2);
    private final QueueShard shard =
            new QueueShard(1, journal, new NoPages(), QueueConfig.standard(), queue -> {});
    private final AmqpLikeBroker broker = new AmqpLikeBroker(shard, journal);
    private final Channel channel = broker.channel();

    AmqpLikeBrokerTest() {
        shard.started();
    }

    private void cycle() {
        shard.doWork();
        journal.doWork();
    }

    @Test
    void shouldConfirmWhenTheJournalHasItAndDeliverNothingBefore() {
        long queue = broker.declare("q");
        long number = broker.publish("a", queue);
        assertThat(broker.confirmed()).isZero();
        assertThat(channel.get(queue)).isNull();

        cycle();

        assertThat(broker.confirmed()).isEqualTo(number);
        assertThat(channel.get(queue)).isEqualTo(new Delivery(1, "a", false, 0));
        assertThat(channel.get(queue)).isNull();
    }

    @Test
    void shouldDeliverInOrderUpToThePrefetchCountAndGoOnWhenAcknowledged() {
        long queue = broker.declare("q");
        broker.publish("a", queue);
        broker.publish("b", queue);
        broker.publish("c", queue);
        cycle();

        assertThat(channel.consume(queue, 2)).containsExactly("a", "b");
        assertThat(channel.consume(queue, 2)).isEmpty();
        channel.ack(2, true);

        assertThat(channel.consume(queue, 2)).containsExactly("c");
        assertThat(shard.ready(queue)).isZero();
        assertThat(shard.unacknowledged(queue)).isEqualTo(1);
    }

    @Test
    void shouldPutWhatIsGivenBackAtItsOldPlaceMarkedAsRedelivered() {
        long queue = broker.declare("q");
        for (String message : new String[] {"a", "b", "c", "d"}) {
            broker.publish(message, queue);
        }
        cycle();
        channel.consume(queue, 3);

        channel.nack(2, false, true);
        channel.nack(1, false, true);

        Channel other = broker.channel();
        assertThat(other.get(queue)).isEqualTo(new Delivery(1, "a", true, 1));
        assertThat(other.consume(queue, 10)).containsExactly("b*", "d");
        other.nack(1, false, true);
        assertThat(channel.get(queue)).isEqualTo(new Delivery(4, "a", true, 2));
    }

    @Test
    void shouldDropWhatIsRefusedWithoutRequeue() {
        long queue = broker.declare("q");
        broker.publish("a", queue);
        cycle();
        channel.get(queue);

        channel.nack(1, false, false);

        assertThat(channel.get(queue)).isNull();
        assertThat(shard.bytes(queue)).isZero();
        assertThat(shard.entriesInMemory()).isZero();
    }

    @Test
    void shouldTakeBackWhatAConsumerHadWhenItEnds() {
        long first = broker.declare("first");
        long second = broker.declare("second");
        broker.publish("a", first, second);
        broker.publish("b", first);
        cycle();
        channel.consume(first, 10);
        channel.get(second);

        channel.close();

        assertThat(broker.channel().consume(first, 10)).containsExactly("a*", "b*");
        assertThat(broker.channel().consume(second, 10)).containsExactly("a*");
    }

    @Test
    void shouldKeepAMessageOnceForAllItsQueues() {
        long[] queues = {broker.declare("1"), broker.declare("2"), broker.declare("3")};

        broker.publish("x".repeat(1000), queues);

        cycle();
        assertThat(shard.bodyBytesInMemory()).isEqualTo(1024);
        for (long queue : queues) {
            assertThat(shard.bodyBytesInMemory()).isEqualTo(1024);
            Channel each = broker.channel();
            assertThat(each.get(queue)).isNotNull();
            each.ack(1, false);
        }
        assertThat(shard.bodyBytesInMemory()).isZero();
    }

    @Test
    void shouldPurgeWhatWaitsAndNotWhatIsOut() {
        long queue = broker.declare("q");
        broker.publish("a", queue);
        broker.publish("b", queue);
        broker.publish("c", queue);
        cycle();
        channel.get(queue);

        shard.purge(queue);

        assertThat(shard.ready(queue)).isZero();
        assertThat(shard.unacknowledged(queue)).isEqualTo(1);
        channel.nack(1, false, true);
        broker.publish("d", queue);
        cycle();
        assertThat(broker.channel().consume(queue, 10)).containsExactly("a*", "d");
    }

    @Test
    void shouldForgetADeletedQueueAndLetTheNameBeUsedAgain() {
        long queue = broker.declare("q");
        broker.publish("a", queue);
        broker.publish("b", queue);
        cycle();
        channel.get(queue);

        shard.delete(queue);

        assertThat(shard.find("q")).isEqualTo(QueueShard.NO_QUEUE);
        assertThat(shard.entriesInMemory()).isZero();
        channel.ack(1, false);
        long again = broker.declare("q");
        assertThat(again).isNotEqualTo(queue);
        assertThat(shard.ready(again)).isZero();
    }
}
