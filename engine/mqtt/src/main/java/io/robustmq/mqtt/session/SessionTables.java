package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.forward.ForwardFlyweight;
import io.robustmq.kernel.shard.EventApplier;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.storage.state.StateStore;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What session events mean for the tables. All rows of a session lie together, so that its end is
 * one range and a start reads session by session; {@link SessionRows} reads them.
 *
 * <pre>
 * {@link Tables#SESSIONS} key | shard, short, big-endian | clientIdLength, short | client id | kind, byte | the kind's own |
 *
 * kind              own key                   value
 * 0 SESSION                                   | expirySeconds, int | detachedAtMs, long: −1 attached |
 * 1 WILL                                      | {@link WillFlyweight} |
 * 2 SUBSCRIPTION    | filter |                | options, byte | identifier, int |
 * 3 QUEUED          | sequence, big-endian |  | {@link DeliveryFlyweight}, from its flags to its group |
 * 4 SENT            | packetId, big-endian |  | sequence, long | {@link OutboundWindow} state, byte |
 * 5 TAKEN           | packetId, big-endian |  nothing
 * 6 HEARD           | stream, big-endian |    | sequence, long: the last of a stream of forwarded messages |
 *
 * {@link Tables#MESSAGES} key | shard, short | number, long |    big-endian    value | {@link
 * io.robustmq.kernel.message.MessageFlyweight} |
 * </pre>
 *
 * A message that was sent has both QUEUED and SENT; once PUBREC came, SENT alone. One of a run that
 * was sent has none of these: {@link RunRows}. The applier's thread.
 */
public final class SessionTables implements EventApplier {
    static final byte SESSION = 0;
    static final byte WILL = 1;
    static final byte SUBSCRIPTION = 2;
    static final byte QUEUED = 3;
    static final byte SENT = 4;
    static final byte TAKEN = 5;
    static final byte HEARD = 6;

    static final int MESSAGE_KEY_BYTES = Short.BYTES + Long.BYTES;

    private final MutableDirectBuffer key = new ExpandableArrayBuffer(256);
    private final MutableDirectBuffer messageKey = new ExpandableArrayBuffer(MESSAGE_KEY_BYTES);
    private final MutableDirectBuffer value = new ExpandableArrayBuffer(16);

    /** Where the kind's own key begins. */
    private int ownAt;

    private final OpenRuns runs = new OpenRuns();
    private final RunRows runRows;
    private final OpenRuns.Rows rows = new Drawn();
    private StateBatch batch = new StateBatch();

    /**
     * @param store what the first event follows
     */
    public SessionTables(StateStore store) throws IOException {
        runRows = new RunRows(store);
        RunRows.forEach(
                store,
                new UnsafeBuffer(new byte[0]),
                0,
                (shard, progress, event, offset, length) ->
                        runs.found(
                                shard,
                                event,
                                offset,
                                length,
                                progress.from(),
                                progress.sentTo(),
                                progress.packetId()));
    }

    /** True when an event of this type is one of sessions. */
    public static boolean isEvent(int type) {
        return type >= SessionEventType.SUBSCRIBED && type <= SessionEventType.FINISHED_RUN;
    }

    @Override
    public void apply(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch into) {
        SessionEventFlyweight.checkVersion(event, offset);
        batch = into;
        if (type == SessionEventType.ENQUEUED_RUN) {
            runs.add(shard, event, offset, length, rows);
            return;
        }
        if (type == SessionEventType.SENT && isSentOfRun(shard, event, offset)) {
            return;
        }
        int finished = 0;
        if (type == SessionEventType.FINISHED_RUN) {
            finished = runs.finish(shard, event, offset, length, rows);
            if (finished
                    == RunFlyweight.finished(
                            SessionEventFlyweight.fieldsAt(event, offset), offset + length)) {
                return;
            }
        }
        if (isOfMessages(type)) {
            runs.close(shard, event, offset, rows);
        } else if (type == SessionEventType.DETACHED) {
            runs.leave(shard, event, offset, rows);
        }
        batch.mark(); // what was drawn is of earlier events
        int at = SessionEventFlyweight.fieldsAt(event, offset);
        int end = offset + length;
        beginKeys(shard, event, SessionEventFlyweight.clientIdAt(offset), at);
        switch (type) {
            case SessionEventType.OPENED -> putSession(0, SessionState.ATTACHED);
            case SessionEventType.ATTACHED -> {
                putSession(event.getInt(at, LITTLE_ENDIAN), SessionState.ATTACHED);
                delete(WILL);
            }
            case SessionEventType.EXPIRY_CHANGED ->
                    putSession(event.getInt(at, LITTLE_ENDIAN), SessionState.ATTACHED);
            case SessionEventType.DETACHED ->
                    putSession(
                            event.getInt(at + Long.BYTES, LITTLE_ENDIAN),
                            event.getLong(at, LITTLE_ENDIAN));
            case SessionEventType.WILL_SET -> put(own(WILL), event, at, end - at);
            case SessionEventType.WILL_CLEARED -> delete(WILL);
            case SessionEventType.ENDED -> {
                batch.deletePrefix(Tables.SESSIONS, key, 0, ownAt - 1);
                freed(event, at, end);
            }
            case SessionEventType.SUBSCRIBED -> subscribed(event, at, end);
            case SessionEventType.UNSUBSCRIBED ->
                    delete(ownBytes(SUBSCRIPTION, event, at, end - at));
            case SessionEventType.ENQUEUED -> enqueued(event, at, end);
            case SessionEventType.DROPPED -> finishedMessage(event, at, end);
            case SessionEventType.SENT ->
                    putSent(
                            DeliveryFlyweight.unsignedShort(event, at),
                            event.getLong(at + Short.BYTES + 1, LITTLE_ENDIAN),
                            OutboundWindow.sentState(event.getByte(at + Short.BYTES)));
            case SessionEventType.RECEIPT_CONFIRMED -> receiptConfirmed(event, at, end);
            case SessionEventType.FINISHED -> {
                delete(ownId(SENT, DeliveryFlyweight.unsignedShort(event, at)));
                finishedMessage(event, at + Short.BYTES, end);
            }
            case SessionEventType.FINISHED_RUN -> finishedRun(event, at, end, finished);
            case SessionEventType.TAKEN ->
                    putNew(ownId(TAKEN, DeliveryFlyweight.unsignedShort(event, at)), value, 0, 0);
            case SessionEventType.RELEASED ->
                    delete(ownId(TAKEN, DeliveryFlyweight.unsignedShort(event, at)));
            default -> throw new IllegalStateException("no session event has type " + type);
        }
    }

    /** Others change nothing that runs have. */
    private static boolean isOfMessages(int type) {
        return switch (type) {
            case SessionEventType.ENQUEUED,
                    SessionEventType.DROPPED,
                    SessionEventType.SENT,
                    SessionEventType.RECEIPT_CONFIRMED,
                    SessionEventType.FINISHED,
                    SessionEventType.FINISHED_RUN,
                    SessionEventType.ENDED ->
                    true;
            default -> false;
        };
    }

    private boolean isSentOfRun(int shard, DirectBuffer event, int offset) {
        int at = SessionEventFlyweight.fieldsAt(event, offset);
        int packetId = DeliveryFlyweight.unsignedShort(event, at);
        long sequence = event.getLong(at + Short.BYTES + 1, LITTLE_ENDIAN);
        return runs.send(shard, event, offset, packetId, sequence);
    }

    @Override
    public void complete(StateBatch into) {
        batch = into;
        runs.complete(rows);
    }

    @Override
    public int pendingBytes() {
        return runs.bytes();
    }

    /** What a forward's event does to its session, besides what it does as a forward. */
    public void applyForward(int shard, DirectBuffer event, int offset, StateBatch into) {
        batch = into;
        int at = ForwardFlyweight.ownerAt(offset);
        int end = at + ForwardFlyweight.ownerLength(event, offset);
        switch (ForwardFlyweight.purpose(event, offset)) {
            case SessionForwards.TAKEN -> {
                beginOwner(shard, event, at + Short.BYTES, end);
                putNew(ownId(TAKEN, DeliveryFlyweight.unsignedShort(event, at)), value, 0, 0);
            }
            case SessionForwards.WILL_FIRED -> {
                beginOwner(shard, event, at, end);
                delete(WILL);
            }
            default -> {}
        }
    }

    /** Rows of runs go into the batch. */
    private final class Drawn implements OpenRuns.Rows {
        @Override
        public void onMessage(
                int shard,
                DirectBuffer event,
                int offset,
                int at,
                int index,
                int each,
                int packetId) {
            beginKeys(shard, event, SessionEventFlyweight.clientIdAt(offset), at);
            drawQueued(event, at, index, each, packetId);
        }

        @Override
        public void putRun(
                int shard, byte[] clientId, long sequence, DirectBuffer event, int at, int length) {
            runRows.put(batch, shard, clientId, sequence, event, at, length);
        }

        @Override
        public void deleteRun(int shard, byte[] clientId, long sequence) {
            runRows.delete(batch, shard, clientId, sequence);
        }

        @Override
        public void putProgress(int shard, byte[] clientId, long from, long sentTo, int packetId) {
            RunRows.Progress progress = new RunRows.Progress(from, sentTo, packetId);
            runRows.putProgress(batch, shard, clientId, progress);
        }

        @Override
        public void deleteProgress(int shard, byte[] clientId) {
            runRows.deleteProgress(batch, shard, clientId);
        }

        @Override
        public DirectBuffer run(int shard, byte[] clientId, long sequence) {
            return runRows.read(shard, clientId, sequence);
        }
    }

    private void beginOwner(int shard, DirectBuffer event, int at, int end) {
        int idAt = Short.BYTES + Short.BYTES;
        key.putShort(0, (short) shard, BIG_ENDIAN);
        key.putShort(Short.BYTES, (short) (end - at), LITTLE_ENDIAN);
        key.putBytes(idAt, event, at, end - at);
        ownAt = idAt + end - at + 1;
    }

    private void subscribed(DirectBuffer event, int at, int end) {
        int filterAt = at + 1 + Integer.BYTES;
        put(ownBytes(SUBSCRIPTION, event, filterAt, end - filterAt), event, at, filterAt - at);
    }

    private void enqueued(DirectBuffer event, int at, int end) {
        int row = at + DeliveryFlyweight.ROW_AT;
        int behind = DeliveryFlyweight.rowEnd(event, row);
        long sequence = DeliveryFlyweight.sequence(event, at);
        putNew(ownSequence(sequence), event, row, behind - row);
        int messageAt = behind;
        if (DeliveryFlyweight.isSent(event, row)) {
            byte inState = OutboundWindow.sentState(DeliveryFlyweight.qos(event, row));
            putSent(DeliveryFlyweight.unsignedShort(event, behind), sequence, inState);
            messageAt += Short.BYTES;
        }
        if (DeliveryFlyweight.isForwarded(event, row)) {
            key.putInt(own(HEARD), DeliveryFlyweight.forwardStream(event, messageAt), BIG_ENDIAN);
            put(ownAt + Integer.BYTES, event, messageAt + Integer.BYTES, Long.BYTES);
            messageAt += DeliveryFlyweight.FORWARD_BYTES;
        }
        if (DeliveryFlyweight.isFirst(event, row)) {
            putMessage(DeliveryFlyweight.messageNumber(event, row), event, messageAt, end);
        }
    }

    /** A message of a run that was not finished before its rows were needed. */
    private void drawQueued(DirectBuffer event, int at, int index, int each, int packetId) {
        long sequence = RunFlyweight.sequence(event, at) + index;
        long number = RunFlyweight.number(event, at) + index;
        int rowBytes =
                DeliveryFlyweight.writeRow(value, 0, RunFlyweight.flags(event, each), number);
        putNew(ownSequence(sequence), value, 0, rowBytes);
        if (packetId != DeliveryFlyweight.WAITS) {
            byte inState = OutboundWindow.sentState(RunFlyweight.qos(event, each));
            putSent(packetId, sequence, inState);
        }
        int messageAt = each + RunFlyweight.MESSAGE_AT;
        putMessage(number, event, messageAt, RunFlyweight.behind(event, each));
    }

    /**
     * @param from of the run: those before are done with
     */
    private void finishedRun(DirectBuffer event, int at, int end, int from) {
        int count = RunFlyweight.finished(at, end);
        for (int i = from; i < count; i++) {
            delete(ownId(SENT, RunFlyweight.packetId(event, at) + i));
            delete(ownSequence(RunFlyweight.sequence(event, at) + i));
            messageKey.putLong(Short.BYTES, RunFlyweight.number(event, at) + i, BIG_ENDIAN);
            batch.delete(Tables.MESSAGES, messageKey, 0, MESSAGE_KEY_BYTES);
        }
    }

    private void putMessage(long number, DirectBuffer event, int messageAt, int end) {
        messageKey.putLong(Short.BYTES, number, BIG_ENDIAN);
        batch.putNew(
                Tables.MESSAGES,
                messageKey,
                0,
                MESSAGE_KEY_BYTES,
                event,
                messageAt,
                end - messageAt);
    }

    private void putSent(int packetId, long sequence, byte inState) {
        putNew(ownId(SENT, packetId), value, 0, sentValue(sequence, inState));
    }

    private int sentValue(long sequence, byte inState) {
        value.putLong(0, sequence, LITTLE_ENDIAN);
        value.putByte(Long.BYTES, inState);
        return Long.BYTES + 1;
    }

    private void receiptConfirmed(DirectBuffer event, int at, int end) {
        long sequence = event.getLong(at + Short.BYTES, LITTLE_ENDIAN);
        int keyBytes = ownId(SENT, DeliveryFlyweight.unsignedShort(event, at));
        put(keyBytes, value, 0, sentValue(sequence, OutboundWindow.AWAITS_COMP));
        finishedMessage(event, at + Short.BYTES, end);
    }

    /**
     * A delivery's sequence, unless it was over before, and the message that it was the last of.
     */
    private void finishedMessage(DirectBuffer event, int at, int end) {
        if (at < end) {
            delete(ownSequence(event.getLong(at, LITTLE_ENDIAN)));
            freed(event, at + Long.BYTES, end);
        }
    }

    private void freed(DirectBuffer event, int offset, int end) {
        for (int at = offset; at < end; at += Long.BYTES) {
            messageKey.putLong(Short.BYTES, event.getLong(at, LITTLE_ENDIAN), BIG_ENDIAN);
            batch.delete(Tables.MESSAGES, messageKey, 0, MESSAGE_KEY_BYTES);
        }
    }

    // ---- keys ----

    private void beginKeys(int shard, DirectBuffer event, int clientIdAt, int fieldsAt) {
        key.putShort(0, (short) shard, BIG_ENDIAN);
        key.putBytes(Short.BYTES, event, clientIdAt, fieldsAt - clientIdAt);
        ownAt = Short.BYTES + fieldsAt - clientIdAt + 1;
        messageKey.putShort(0, (short) shard, BIG_ENDIAN);
    }

    private int own(byte kind) {
        key.putByte(ownAt - 1, kind);
        return ownAt;
    }

    private int ownId(byte kind, int packetId) {
        key.putShort(own(kind), (short) packetId, BIG_ENDIAN);
        return ownAt + Short.BYTES;
    }

    private int ownSequence(long sequence) {
        key.putLong(own(QUEUED), sequence, BIG_ENDIAN);
        return ownAt + Long.BYTES;
    }

    private int ownBytes(byte kind, DirectBuffer from, int at, int length) {
        key.putBytes(own(kind), from, at, length);
        return ownAt + length;
    }

    private void putSession(int expirySeconds, long detachedAtMs) {
        value.putInt(0, expirySeconds, LITTLE_ENDIAN);
        value.putLong(Integer.BYTES, detachedAtMs, LITTLE_ENDIAN);
        put(own(SESSION), value, 0, Integer.BYTES + Long.BYTES);
    }

    private void put(int keyBytes, DirectBuffer from, int at, int length) {
        batch.put(Tables.SESSIONS, key, 0, keyBytes, from, at, length);
    }

    private void putNew(int keyBytes, DirectBuffer from, int at, int length) {
        batch.putNew(Tables.SESSIONS, key, 0, keyBytes, from, at, length);
    }

    private void delete(byte kind) {
        delete(own(kind));
    }

    private void delete(int keyBytes) {
        batch.delete(Tables.SESSIONS, key, 0, keyBytes);
    }
}
