package io.robustmq.loadgen.kafka;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.WireWriter;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A client's end of one connection. Whole responses go to a conversation, one after the other; once
 * the load begins, bytes go to whoever reads it as they come.
 */
@OwnedBy(Core.class)
public final class KafkaClient implements ConnectionHandler {
    /** Longest response of a conversation. */
    public static final int RESPONSE_BYTES_MAX = 16 << 20;

    private final Connection connection;
    private final Conversation conversation;
    private @Nullable Traffic traffic;
    private boolean ended;

    /** Whole responses. */
    public interface Conversation {
        /**
         * @param offset behind the size
         * @param length that size
         */
        void onResponse(KafkaClient client, DirectBuffer buffer, int offset, int length)
                throws KafkaViolation;

        /** It is over, by either side; exactly once, and nothing follows. */
        void onEnded(KafkaClient client, String why);
    }

    /** Bytes of responses as they come. */
    interface Traffic {
        /**
         * @param nowNs when the read began, nanoTime
         * @return how many were consumed; the rest comes again with what follows
         */
        int onBytes(DirectBuffer buffer, int offset, int length, long nowNs) throws KafkaViolation;
    }

    public KafkaClient(Connection connection, Conversation conversation) {
        this.connection = connection;
        this.conversation = conversation;
        connection.carryLimit(Math.max(connection.carryLimit(), RESPONSE_BYTES_MAX));
    }

    public Connection connection() {
        return connection;
    }

    /** From here on bytes are of the load. */
    void begin(Traffic load) {
        traffic = load;
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        long nowNs = System.nanoTime();
        try {
            return onBytes(buffer, offset, length, nowNs);
        } catch (KafkaViolation violation) {
            end(violation.detail());
            return length;
        }
    }

    private int onBytes(DirectBuffer buffer, int offset, int length, long nowNs)
            throws KafkaViolation {
        int at = offset;
        int end = offset + length;
        while (traffic == null && end - at >= WireWriter.SIZE_BYTES) {
            int size = buffer.getInt(at, BIG_ENDIAN);
            if (size < Integer.BYTES || size > RESPONSE_BYTES_MAX) {
                throw new KafkaViolation("a response of " + size + " bytes");
            }
            if (end - at - WireWriter.SIZE_BYTES < size) {
                break;
            }
            conversation.onResponse(this, buffer, at + WireWriter.SIZE_BYTES, size);
            at += WireWriter.SIZE_BYTES + size;
        }
        Traffic load = traffic;
        if (load == null || at == end) {
            return at - offset;
        }
        return at - offset + load.onBytes(buffer, at, end - at, nowNs);
    }

    /** Something is wrong: tells, and closes. */
    public void end(String why) {
        if (!ended) {
            ended = true;
            conversation.onEnded(this, why);
            connection.abort();
        }
    }

    /** All was said: closes. */
    public void close() {
        ended = true;
        connection.close();
    }

    /** Producing and fetching retry by themselves. */
    @Override
    public void onWritable() {}

    @Override
    public void onClosed() {
        if (!ended) {
            ended = true;
            conversation.onEnded(this, "the connection closed");
        }
    }
}
