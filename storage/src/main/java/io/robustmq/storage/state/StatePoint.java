package io.robustmq.storage.state;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.journal.JournalPoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * How a store keeps the point it stands for, under a key of its own, so that a batch and its point
 * are one write. Little-endian.
 *
 * <pre>
 * 0         4        8                16
 * | version | shards | journalPosition | shards × { shardPosition: 8 bytes }
 * </pre>
 */
final class StatePoint {
    static final int VERSION = 2;

    /** Laid out alike; its tables have no runs of messages. */
    static final int VERSION_WITHOUT_RUNS = 1;

    /** The table that no engine may use. */
    static final byte TABLE = (byte) 0xff;

    private static final int POSITIONS_AT = 16;

    private StatePoint() {}

    static ByteBuffer key() {
        return ByteBuffer.allocateDirect(1).put(0, TABLE);
    }

    static int bytes(int shards) {
        return POSITIONS_AT + shards * Long.BYTES;
    }

    /** From the buffer's beginning on; afterwards it is ready to be read. */
    static void encode(JournalPoint point, ByteBuffer bytes) {
        bytes.clear().order(LITTLE_ENDIAN);
        bytes.putInt(VERSION).putInt(point.shards()).putLong(point.journalPosition());
        for (long position : point.shardPositions()) {
            bytes.putLong(position);
        }
        bytes.flip();
    }

    /**
     * @throws IOException when it is of another version or a journal of other shards
     */
    static JournalPoint decode(ByteBuffer bytes, int shards) throws IOException {
        bytes.order(LITTLE_ENDIAN);
        int version = bytes.getInt();
        if (version != VERSION && version != VERSION_WITHOUT_RUNS) {
            throw new IOException(
                    "the state tables have format version %d; this program reads versions %d and %d"
                            .formatted(version, VERSION_WITHOUT_RUNS, VERSION));
        }
        int found = bytes.getInt();
        if (found != shards) {
            throw new IOException(
                    "the state tables stand for %d shards, the journal has %d"
                            .formatted(found, shards));
        }
        long journalPosition = bytes.getLong();
        long[] positions = new long[shards];
        for (int shard = 0; shard < shards; shard++) {
            positions[shard] = bytes.getLong();
        }
        return new JournalPoint(journalPosition, positions);
    }
}
