package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Makes sessions of a shard's rows; {@link SessionTables} draws them. */
@OwnedBy(Core.class)
final class SessionRows {
    private static final int CLIENT_ID_LENGTH_AT = Short.BYTES;
    private static final int CLIENT_ID_AT = CLIENT_ID_LENGTH_AT + Short.BYTES;

    private final int shard;
    private final SessionReplay replay;
    private final Function<String, MqttSession> sessions;
    private final UnsafeBuffer prefix = new UnsafeBuffer(new byte[Short.BYTES]);
    private final List<Sent> sent = new ArrayList<>();
    private byte[] clientId = {};
    private @Nullable MqttSession session;

    /** By client id: what lies in rows of runs, in the order of sending. */
    private final Map<String, ArrayDeque<OfRun>> runs = new HashMap<>();

    private ArrayDeque<OfRun> runsOfSession = new ArrayDeque<>();

    private record Sent(long sequence, int packetId, byte inState) {}

    private record OfRun(Delivery delivery, int packetId) {}

    /**
     * @param sessions finds or makes the one of a client id
     */
    SessionRows(int shard, SessionReplay replay, Function<String, MqttSession> sessions) {
        this.shard = shard;
        this.replay = replay;
        this.sessions = sessions;
        prefix.putShort(0, (short) shard, BIG_ENDIAN);
    }

    /**
     * @throws IllegalStateException when rows do not fit together
     */
    void load(StateStore store) throws IOException {
        RunRows.forEach(store, prefix, prefix.capacity(), this::onRun);
        store.forEach(Tables.MESSAGES, prefix, 0, prefix.capacity(), this::onMessage);
        store.forEach(Tables.SESSIONS, prefix, 0, prefix.capacity(), this::onRow);
        endSession();
        if (!runs.isEmpty()) {
            throw new IllegalStateException("runs of sessions that are not there");
        }
    }

    private void onRun(
            int ofShard, RunRows.Progress progress, DirectBuffer event, int offset, int length) {
        SessionEventFlyweight.checkVersion(event, offset);
        ArrayDeque<OfRun> of =
                runs.computeIfAbsent(
                        SessionEventFlyweight.clientId(event, offset), none -> new ArrayDeque<>());
        replay.messagesOf(
                ofShard,
                event,
                SessionEventFlyweight.fieldsAt(event, offset),
                offset + length,
                progress.from(),
                (delivery, ofEvent) ->
                        of.add(new OfRun(delivery, progress.packetIdOf(delivery.sequence()))));
    }

    private boolean onMessage(
            DirectBuffer key, int keyAt, int keyLength, DirectBuffer value, int at, int length) {
        long number = key.getLong(keyAt + Short.BYTES, BIG_ENDIAN);
        replay.found(shard, number, value, at, at + length);
        return true;
    }

    private boolean onRow(
            DirectBuffer key, int keyAt, int keyLength, DirectBuffer value, int at, int length) {
        int idLength = DeliveryFlyweight.unsignedShort(key, keyAt + CLIENT_ID_LENGTH_AT);
        int kindAt = keyAt + CLIENT_ID_AT + idLength;
        MqttSession owner = owner(key, keyAt + CLIENT_ID_AT, idLength);
        int ownAt = kindAt + 1;
        int ownLength = keyAt + keyLength - ownAt;
        onRow(owner, key.getByte(kindAt), key, ownAt, ownLength, value, at, length);
        return true;
    }

    private void onRow(
            MqttSession owner,
            byte kind,
            DirectBuffer key,
            int ownAt,
            int ownLength,
            DirectBuffer value,
            int at,
            int length) {
        SessionState state = owner.state();
        switch (kind) {
            case SessionTables.SESSION -> {
                state.attached(Integer.toUnsignedLong(value.getInt(at, LITTLE_ENDIAN)));
                state.detached(value.getLong(at + Integer.BYTES, LITTLE_ENDIAN));
            }
            case SessionTables.WILL -> state.willSet(replay.will(value, at, at + length));
            case SessionTables.SUBSCRIPTION ->
                    state.subscribed(subscription(owner, key, ownAt, ownLength, value, at));
            case SessionTables.QUEUED -> {
                long sequence = key.getLong(ownAt, BIG_ENDIAN);
                enqueueRunsBefore(sequence, state);
                state.enqueued(replay.delivery(shard, value, at, sequence));
            }
            case SessionTables.SENT ->
                    sent.add(
                            new Sent(
                                    value.getLong(at, LITTLE_ENDIAN),
                                    key.getShort(ownAt, BIG_ENDIAN) & 0xFFFF,
                                    value.getByte(at + Long.BYTES)));
            case SessionTables.HEARD ->
                    state.heard(key.getInt(ownAt, BIG_ENDIAN), value.getLong(at, LITTLE_ENDIAN));
            case SessionTables.TAKEN -> state.taken(key.getShort(ownAt, BIG_ENDIAN) & 0xFFFF);
            default -> throw new IllegalStateException("no row of a session is of kind " + kind);
        }
    }

    private static Subscription subscription(
            MqttSession owner,
            DirectBuffer key,
            int filterAt,
            int filterLength,
            DirectBuffer value,
            int at) {
        byte[] filter = new byte[filterLength];
        key.getBytes(filterAt, filter);
        return new Subscription(
                owner, filter, value.getByte(at), value.getInt(at + 1, LITTLE_ENDIAN));
    }

    /** Rows of a session follow each other. */
    private MqttSession owner(DirectBuffer key, int at, int length) {
        MqttSession current = session;
        if (current == null || !isCurrent(key, at, length)) {
            endSession();
            clientId = new byte[length];
            key.getBytes(at, clientId);
            String id = key.getStringWithoutLengthUtf8(at, length);
            current = sessions.apply(id);
            session = current;
            runsOfSession = Objects.requireNonNullElseGet(runs.remove(id), ArrayDeque::new);
        }
        return current;
    }

    private boolean isCurrent(DirectBuffer key, int at, int length) {
        if (length != clientId.length) {
            return false;
        }
        for (int i = length - 1; i >= 0; i--) { // like ids differ at their ends
            if (key.getByte(at + i) != clientId[i]) {
                return false;
            }
        }
        return true;
    }

    /** What was sent was queued before: in the order of sending it leaves the queue's head. */
    private void endSession() {
        MqttSession current = session;
        if (current == null) {
            return;
        }
        SessionState state = current.state();
        enqueueRunsBefore(Long.MAX_VALUE, state);
        sent.sort(Comparator.comparingLong(Sent::sequence));
        for (Sent each : sent) {
            if (each.inState() == OutboundWindow.AWAITS_COMP) {
                state.foundAwaitingCompletion(each.packetId(), each.sequence());
            } else {
                checkHead(current, each);
                state.sent(each.packetId());
            }
        }
        sent.clear();
    }

    /** All that a queue has lies in it in the order of its sequences. */
    private void enqueueRunsBefore(long sequence, SessionState state) {
        for (OfRun next = runsOfSession.peek();
                next != null && next.delivery().sequence() < sequence;
                next = runsOfSession.peek()) {
            Delivery delivery = next.delivery();
            state.enqueued(delivery);
            if (next.packetId() != DeliveryFlyweight.WAITS) {
                byte inState = OutboundWindow.sentState(delivery.qos());
                sent.add(new Sent(delivery.sequence(), next.packetId(), inState));
            }
            runsOfSession.remove();
        }
    }

    private static void checkHead(MqttSession session, Sent sent) {
        Delivery head = session.state().head();
        if (head == null || head.sequence() != sent.sequence()) {
            throw new IllegalStateException(
                    "session %s sent %d, which is not the next of its queue"
                            .formatted(session, sent.sequence()));
        }
    }
}
