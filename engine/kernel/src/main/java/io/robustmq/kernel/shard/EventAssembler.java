package io.robustmq.kernel.shard;

import io.robustmq.storage.journal.FrameVisitor;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** Hands over whole events, putting together again what {@link EventParts} took apart. */
@OwnedBy(Core.class)
public final class EventAssembler implements FrameVisitor {
    private final EventVisitor visitor;
    private final Int2ObjectHashMap<Begun> begun = new Int2ObjectHashMap<>();

    public EventAssembler(EventVisitor visitor) {
        this.visitor = visitor;
    }

    /** Gets a shard's events in their order. */
    public interface EventVisitor {
        /**
         * @param event valid until this call returns
         */
        void onEvent(int shard, int type, DirectBuffer event, int offset, int length);
    }

    @Override
    public void onFrame(
            int shard,
            int type,
            long shardPosition,
            long journalPosition,
            DirectBuffer buffer,
            int offset,
            int length) {
        switch (type) {
            case EventParts.FIRST -> begun(shard).restart().add(buffer, offset, length);
            case EventParts.MIDDLE -> begun(shard).add(buffer, offset, length);
            case EventParts.LAST -> {
                Begun event = begun(shard);
                event.add(buffer, offset + Integer.BYTES, length - Integer.BYTES);
                visitor.onEvent(
                        shard, buffer.getInt(offset), event.bytes, 0, event.length);
                begun.remove(shard);
            }
            default -> visitor.onEvent(shard, type, buffer, offset, length);
        }
    }

    private Begun begun(int shard) {
        @Nullable Begun event = begun.get(shard);
        if (event == null) {
            event = new Begun();
            begun.put(shard, event);
        }
        return event;
    }

    private static final class Begun {
        private final MutableDirectBuffer bytes = new ExpandableArrayBuffer();
        private int length;

        Begun restart() {
            length = 0;
            return this;
        }

        void add(DirectBuffer part, int offset, int partLength) {
            bytes.putBytes(length, part, offset, partLength);
            length += partLength;
        }
    }
}
