package io.robustmq.kernel.shard;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Events that are longer than a frame: a FIRST, any number of MIDDLE, a LAST that carries the
 * event's type, one behind the other in their shard's stream, since one core alone appends there. A
 * stream may end after any of them; a FIRST begins anew.
 *
 * <pre>
 * FIRST, MIDDLE: | bytes of the event |        LAST: | type, 4 bytes | bytes of the event |
 * </pre>
 */
@OwnedBy(Core.class)
final class EventParts {
    static final int FIRST = 0xfe00;
    static final int MIDDLE = 0xfe01;
    static final int LAST = 0xfe02;

    private final MutableDirectBuffer last = new ExpandableArrayBuffer();

    /**
     * @return as {@link Journal#append} of the last part, or of the first that is not taken
     */
    long append(
            Journal journal,
            int shard,
            int eventType,
            Durability durability,
            DirectBuffer event,
            int offset,
            int length) {
        int part = journal.maxPayloadBytes() - Integer.BYTES;
        int end = offset + length;
        int at = offset;
        for (; end - at > part; at += part) {
            int type = at == offset ? FIRST : MIDDLE;
            if (journal.append(shard, type, durability, event, at, part) == Journal.FENCED) {
                return Journal.FENCED;
            }
        }
        last.putInt(0, eventType);
        last.putBytes(Integer.BYTES, event, at, end - at);
        return journal.append(shard, LAST, durability, last, 0, Integer.BYTES + end - at);
    }
}
