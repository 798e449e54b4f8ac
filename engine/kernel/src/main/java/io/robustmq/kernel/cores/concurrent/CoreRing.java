package io.robustmq.kernel.cores.concurrent;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Messages from one core to another, in order. {@link #hasRoom} and {@link #write} belong to the
 * sending core's thread, {@link #read} to the receiving one's; both are wait-free.
 *
 * <pre>
 * 0     8
 * | tag | body            |    in the ring; little-endian
 * | tag |                      in the ring, type + LARGE: the body is the next one handed over
 * </pre>
 *
 * A body that would take more than an eighth of the ring goes beside it as a copy on the heap: its
 * place among the others is kept by the ring, nothing is put together from parts, and rings need
 * not be made for the longest packet there is. Such copies are bounded in number and bytes.
 */
public final class CoreRing {
    /** Message types are 1 to this. */
    public static final int TYPE_MAX = 63;

    private static final int LARGE = TYPE_MAX + 1;
    private static final int TAG_BYTES = Long.BYTES;

    private final OneToOneRingBuffer ring;
    private final LargeBodies largeBodies = new LargeBodies();
    private final int bodyBytesMax;

    /** The sender's: bytes that are free for certain. */
    private long roomBytes;

    /**
     * @param capacityBytes a power of two of at least 256
     */
    public CoreRing(int capacityBytes) {
        int bytes = capacityBytes + RingBufferDescriptor.TRAILER_LENGTH;
        this.ring =
                new OneToOneRingBuffer(
                        new UnsafeBuffer(
                                BufferUtil.allocateDirectAligned(
                                        bytes, BitUtil.CACHE_LINE_LENGTH)));
        this.bodyBytesMax = ring.maxMsgLength() - TAG_BYTES;
    }

    /** Longest body that goes into the ring itself. */
    public int bodyBytesMax() {
        return bodyBytesMax;
    }

    /** Sender. True when a body of this length, or any shorter one, can be written now. */
    public boolean hasRoom(int bodyBytes) {
        if (bodyBytes > bodyBytesMax) {
            return largeBodies.hasRoom(bodyBytes) && hasRecordRoom(TAG_BYTES);
        }
        return hasRecordRoom(TAG_BYTES + bodyBytes);
    }

    private boolean hasRecordRoom(int bytes) {
        long needed = needed(bytes);
        if (roomBytes < needed) {
            roomBytes = ring.capacity() - ring.size();
        }
        return roomBytes >= needed;
    }

    /** With as much padding as the ring's end may ask for, and the next record's header. */
    private static long needed(int bytes) {
        int record =
                BitUtil.align(bytes + RecordDescriptor.HEADER_LENGTH, RecordDescriptor.ALIGNMENT);
        return 2L * record + RecordDescriptor.HEADER_LENGTH;
    }

    /**
     * Sender.
     *
     * @return false when there is no room; nothing was written
     */
    public boolean write(int type, long tag, DirectBuffer body, int offset, int length) {
        if (!hasRoom(length)) {
            return false;
        }
        boolean isLarge = length > bodyBytesMax;
        if (isLarge) {
            largeBodies.add(body, offset, length);
        }
        int bytes = isLarge ? TAG_BYTES : TAG_BYTES + length;
        roomBytes -= needed(bytes);
        int at = ring.tryClaim(isLarge ? type + LARGE : type, bytes);
        if (at < 0) {
            throw new IllegalStateException("ring has less room than it said");
        }
        MutableDirectBuffer buffer = ring.buffer();
        buffer.putLong(at, tag, LITTLE_ENDIAN);
        if (!isLarge) {
            buffer.putBytes(at + TAG_BYTES, body, offset, length);
        }
        ring.commit(at);
        return true;
    }

    /**
     * Receiver.
     *
     * @return messages read, at most {@code limit}
     */
    public int read(Reader reader, int limit) {
        return ring.read(reader.onRecord, limit);
    }

    /** Receiver. A reader of this ring, made once. */
    public Reader reader(MessageReader messages) {
        return new Reader(messages, largeBodies);
    }

    /** Either side: nothing waits to be read. */
    public boolean isEmpty() {
        return ring.size() == 0;
    }

    /** The receiver's end of a ring. */
    public static final class Reader {
        private final MessageReader messages;
        private final LargeBodies largeBodies;
        private final UnsafeBuffer large = new UnsafeBuffer(0, 0);
        private final MessageHandler onRecord = this::onRecord;

        private Reader(MessageReader messages, LargeBodies largeBodies) {
            this.messages = messages;
            this.largeBodies = largeBodies;
        }

        private void onRecord(int type, MutableDirectBuffer buffer, int at, int length) {
            long tag = buffer.getLong(at, LITTLE_ENDIAN);
            if (type > TYPE_MAX) {
                large.wrap(largeBodies.take());
                messages.onMessage(type - LARGE, tag, large, 0, large.capacity());
            } else {
                messages.onMessage(type, tag, buffer, at + TAG_BYTES, length - TAG_BYTES);
            }
        }
    }
}
