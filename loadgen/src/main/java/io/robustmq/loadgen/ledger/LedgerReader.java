package io.robustmq.loadgen.ledger;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.Sender;
import io.robustmq.codec.mqtt.TwoByteInteger;
import io.robustmq.codec.mqtt.decode.PropertyLimits;
import io.robustmq.codec.mqtt.decode.PublishDecoder;
import io.robustmq.codec.mqtt.decode.SubackDecoder;
import io.robustmq.codec.mqtt.encode.PropertiesWriter;
import io.robustmq.codec.mqtt.encode.SubscribeEncoder;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import java.util.HashSet;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Reads everything, acknowledges what it wrote down, and takes a QoS 2 message once. */
@OwnedBy(Core.class)
final class LedgerReader extends LedgerClient {
    private static final int SUBSCRIBE_ID = 1;
    private static final int RETAIN = 0b0001;
    private static final int FLAGS = 0x0f;

    private final String filter;
    private final boolean stays;
    private final PublishDecoder publish = new PublishDecoder(Sender.SERVER, PropertyLimits.NONE);

    /** Packet identifiers of QoS 2 messages that came and were not released. */
    private final Set<Integer> held = new HashSet<>();

    private boolean subscribed;
    private volatile long heardNs;

    /**
     * @param filter of all it reads, below the root
     * @param stays false: it leaves once it has subscribed, its messages wait for it
     */
    LedgerReader(
            String name,
            String filter,
            boolean stays,
            Core core,
            Broker broker,
            LedgerFile ledger) {
        super(name, core, broker, ledger);
        this.filter = filter;
        this.stays = stays;
        this.heardNs = System.nanoTime();
    }

    /** Any thread: when it last heard anything, nanoTime. */
    long heardNs() {
        return heardNs;
    }

    @Override
    void apply(Entry entry) {
        switch (entry.action()) {
            case SUBSCRIBED -> subscribed = true;
            case READ -> {
                if (entry.requireValue().kind().qos() == 2) {
                    held.add(entry.packetId());
                }
            }
            case RELEASE -> held.remove(entry.packetId());
            case SESSION_LOST -> held.clear();
            default -> {}
        }
    }

    @Override
    void forget() {
        subscribed = false;
    }

    @Override
    void resume() {
        heardNs = System.nanoTime();
        if (subscribed) {
            settleIn();
        } else {
            subscribe();
        }
    }

    private void settleIn() {
        becomeReady();
        if (!stays) {
            stop();
        }
    }

    private void subscribe() {
        UnsafeBuffer name = ascii(filter);
        int length = SubscribeEncoder.entryLength(name.capacity());
        UnsafeBuffer entry = new UnsafeBuffer(new byte[length]);
        SubscribeEncoder.putEntry(entry, 0, name, 0, name.capacity(), 2);
        PropertiesWriter none = PropertiesWriter.EMPTY;
        Connection open = connection();
        int at = open == null ? -1 : open.claim(SubscribeEncoder.length(version(), none, length));
        if (open == null || at == Connection.BACK_PRESSURED) {
            abort();
            return;
        }
        SubscribeEncoder.encode(open.output(), at, version(), SUBSCRIBE_ID, none, entry, length);
    }

    @Override
    void onPacket(int type, DirectBuffer buffer, int at, int body, int end) throws MqttViolation {
        heardNs = System.nanoTime();
        switch (type) {
            case PacketType.PUBLISH -> {
                publish.wrap(buffer, buffer.getByte(at) & FLAGS, body, end - body, version());
                onPublish(buffer, (buffer.getByte(at) & RETAIN) != 0);
            }
            case PacketType.PUBREL -> onRelease(packetId(buffer, body, end));
            case PacketType.SUBACK -> onSuback(buffer, body, end);
            default -> throw MqttViolation.protocolError("packet type " + type + " for a reader");
        }
    }

    private static int packetId(DirectBuffer buffer, int body, int end) throws MqttViolation {
        if (end - body < TwoByteInteger.BYTES) {
            throw MqttViolation.malformed("PUBREL is cut off");
        }
        return TwoByteInteger.get(buffer, body);
    }

    private void onSuback(DirectBuffer buffer, int body, int end) throws MqttViolation {
        SubackDecoder suback = new SubackDecoder(PropertyLimits.NONE);
        suback.wrap(buffer, body, end - body, version());
        if (ReasonCode.isFailure(suback.reasonCode(0))) {
            throw MqttViolation.protocolError("SUBSCRIBE was refused");
        }
        note(Action.SUBSCRIBED, null, filter);
        settleIn();
    }

    private void onPublish(DirectBuffer buffer, boolean retained) {
        int id = publish.packetId();
        if (publish.qos() != 2 || !held.contains(id)) {
            @Nullable Value value =
                    Body.read(buffer, publish.payloadOffset(), publish.payloadLength());
            if (value == null || value.kind().qos() != publish.qos()) {
                note(Action.CORRUPT, value, Integer.toString(publish.payloadLength()));
            } else {
                note(retained ? Action.RETAINED : Action.READ, value, Integer.toString(id));
            }
        }
        if (publish.qos() > 0) {
            answer(publish.qos() == 1 ? PacketType.PUBACK : PacketType.PUBREC, id);
        }
    }

    private void onRelease(int id) {
        if (held.contains(id)) {
            note(Action.RELEASE, null, Integer.toString(id));
        }
        answer(PacketType.PUBCOMP, id);
    }
}
