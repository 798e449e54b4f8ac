package io.robustmq.loadgen.ledger;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.decode.AckDecoder;
import io.robustmq.codec.mqtt.decode.PropertyLimits;
import io.robustmq.codec.mqtt.encode.PublishEncoder;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.net.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes values one after the other, at most a window of them unanswered, and sends again what
 * was under way when a connection ended [MQTT-4.4.0-1].
 */
@OwnedBy(Core.class)
final class LedgerPublisher extends LedgerClient implements Timed {
    private static final long TICK_NS = 2_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int MOST_PACKET_IDS = 65_535;

    /** A longer PUBLISH does not fit one block of output. */
    private static final int LONGEST_COPIED = 192 << 10;

    private final int number;
    private final Pace pace;
    private final PublishEncoder encoder = new PublishEncoder();
    private final AckDecoder acknowledgement = new AckDecoder(PropertyLimits.NONE);

    /** Sent and not answered, by packet identifier, in the order of sending. */
    private final SequencedMap<Integer, Value> sent = new LinkedHashMap<>();

    /** QoS 2, answered by PUBREC and not by PUBCOMP. */
    private final SequencedMap<Integer, Value> released = new LinkedHashMap<>();

    private final long[] last = new long[Kind.values().length];
    private int packetId;
    private long begun;
    private long sinceNs;
    private volatile boolean finished;
    private volatile int underWay;

    /**
     * @param number from 0
     */
    LedgerPublisher(int number, Pace pace, Core core, Broker broker, LedgerFile ledger) {
        super("p" + number, core, broker, ledger);
        this.number = number;
        this.pace = pace;
    }

    /** Lets it publish, from now on until {@link #finish} or until it published its share. */
    void publish(long nowNs) {
        sinceNs = nowNs;
        core().timers().schedule(nowNs, this);
    }

    /** No new values; what is under way goes on. */
    void finish() {
        finished = true;
    }

    /** Any thread. */
    boolean isFinished() {
        return finished;
    }

    /** Any thread: values that wait for an answer, and QoS 2 exchanges not over. */
    int underWay() {
        return underWay;
    }

    @Override
    void apply(Entry entry) {
        switch (entry.action()) {
            case INVOKE -> {
                Value value = entry.requireValue();
                sent.put(entry.packetId(), value);
                last[value.kind().ordinal()] = value.sequence();
            }
            case OK -> {
                sent.remove(entry.packetId());
                if (entry.requireValue().kind().qos() == 2) {
                    released.put(entry.packetId(), entry.requireValue());
                }
            }
            case REFUSED, UNKNOWN -> sent.remove(entry.packetId());
            case DONE -> released.remove(entry.packetId());
            default -> {}
        }
        underWay = sent.size() + released.size();
    }

    @Override
    void forget() {
        List.copyOf(sent.entrySet()).forEach(each -> note(Action.UNKNOWN, each));
        List.copyOf(released.entrySet()).forEach(each -> note(Action.DONE, each));
    }

    private void note(Action action, Map.Entry<Integer, Value> exchange) {
        note(action, exchange.getValue(), exchange.getKey().toString());
    }

    @Override
    void resume() {
        becomeReady();
        for (Integer id : new ArrayList<>(released.keySet())) {
            answer(PacketType.PUBREL, id);
        }
        for (Map.Entry<Integer, Value> each : List.copyOf(sent.entrySet())) {
            Connection open = connection();
            if (open == null || !send(open, each.getValue(), each.getKey(), true)) {
                abort(); // and once more at the next connection
                return;
            }
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        while (mayPublish(nowNs) && publishNext()) {
            begun++;
        }
        if (pace.messages() > 0 && begun >= pace.messages()) {
            finish();
        }
        if (!finished) {
            core().timers().schedule(nowNs + TICK_NS, this);
        }
    }

    private boolean mayPublish(long nowNs) {
        boolean due =
                pace.perS() == 0 || begun < (double) (nowNs - sinceNs) / SECOND_NS * pace.perS();
        boolean some = pace.messages() == 0 || begun < pace.messages();
        return !finished && due && some && underWay < pace.window();
    }

    private boolean publishNext() {
        Connection open = connection();
        if (open == null || !open.isOpen() || open.pendingBytes() > open.outputLimit() / 2) {
            return false;
        }
        Kind kind = pace.kinds().get((int) (begun % pace.kinds().size()));
        Value value = new Value(number, kind, last[kind.ordinal()] + 1);
        int id = freePacketId();
        note(Action.INVOKE, value, Integer.toString(id));
        boolean taken = send(open, value, id, false);
        if (!taken) {
            abort(); // it is sent with the next connection
        }
        return taken;
    }

    private int freePacketId() {
        do {
            packetId = packetId % MOST_PACKET_IDS + 1;
        } while (sent.containsKey(packetId) || released.containsKey(packetId));
        return packetId;
    }

    private boolean send(Connection open, Value value, int id, boolean again) {
        UnsafeBuffer topic = ascii(value.topic(root()));
        UnsafeBuffer body = Body.of(value, pace.payloadBytes());
        Kind kind = value.kind();
        encoder.topic(topic, 0, topic.capacity()).payload(body, 0, body.capacity());
        int length = encoder.length(version(), kind.qos());
        int flags = PublishEncoder.flags(again, kind.qos(), kind.isRetained());
        boolean copied = length <= LONGEST_COPIED;
        int at = open.claim(copied ? length : encoder.headLength());
        if (at == Connection.BACK_PRESSURED) {
            return false;
        }
        if (copied) {
            encoder.encode(open.output(), at, flags, id);
        } else {
            encoder.encodeHead(open.output(), at, flags, id);
            sendWhole(open, body);
        }
        return true;
    }

    /** A body beyond the output's bound, which holds for small ones. */
    private static void sendWhole(Connection open, UnsafeBuffer body) {
        int bound = open.outputLimit();
        open.outputLimit(Connection.LIMIT_BYTES_MAX);
        open.sendBorrowed(body, body.capacity(), () -> {});
        open.outputLimit(bound);
    }

    @Override
    void onPacket(int type, DirectBuffer buffer, int at, int body, int end) throws MqttViolation {
        switch (type) {
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBCOMP -> {
                acknowledgement.wrap(buffer, type, body, end - body, version());
                onAnswer(type, acknowledgement.packetId(), acknowledgement.reasonCode());
            }
            default ->
                    throw MqttViolation.protocolError("packet type " + type + " for a publisher");
        }
    }

    private void onAnswer(int type, int id, int reason) {
        @Nullable Value value = sent.get(id);
        String detail = Integer.toString(id);
        if (type == PacketType.PUBCOMP) {
            if (released.containsKey(id)) {
                note(Action.DONE, released.get(id), detail);
            }
        } else if (value != null && ReasonCode.isFailure(reason)) {
            note(Action.REFUSED, value, detail);
        } else if (value != null) {
            note(Action.OK, value, detail);
        }
        if (type == PacketType.PUBREC && released.containsKey(id)) {
            answer(PacketType.PUBREL, id);
        }
    }
}
