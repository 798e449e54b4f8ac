package io.robustmq.loadgen.ledger;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.decode.ConnackDecoder;
import io.robustmq.codec.mqtt.decode.PropertyLimits;
import io.robustmq.codec.mqtt.encode.AckEncoder;
import io.robustmq.codec.mqtt.encode.ConnectEncoder;
import io.robustmq.codec.mqtt.encode.PropertiesWriter;
import io.robustmq.loadgen.mqtt.PacketScanner;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A client with a durable session whose own half lies in the ledger: it connects until it is
 * stopped, again after each end of a connection, and goes on where the ledger says it was.
 */
@OwnedBy(Core.class)
abstract class LedgerClient {
    private static final long RETRY_NS = 100_000_000L;
    private static final int OUTPUT_BYTES = 1 << 20;
    private static final int LONGEST_PACKET = 257 << 20;

    private final String name;
    private final Core core;
    private final Broker broker;
    private final LedgerFile ledger;
    private @Nullable Connection connection;
    private boolean connectedBefore;
    private boolean stopped;
    private volatile boolean ready;

    LedgerClient(String name, Core core, Broker broker, LedgerFile ledger) {
        this.name = name;
        this.core = core;
        this.broker = broker;
        this.ledger = ledger;
    }

    /** The ledger's entries of this client, in order, before {@link #start}. */
    final void recall() {
        for (Entry entry : ledger.found()) {
            if (entry.client().equals(name)) {
                take(entry);
            }
        }
    }

    /** Writes an entry, then makes it true of this client. */
    final void note(Action action, @Nullable Value value, String detail) {
        take(ledger.append(name, action, value, detail));
    }

    private void take(Entry entry) {
        connectedBefore |= entry.action() == Action.CONNECTED;
        apply(entry);
    }

    /** The only writer of a client's state: run for entries found and for new ones. */
    abstract void apply(Entry entry);

    /** Connected, with the session that {@link #apply} knows of. */
    abstract void resume();

    abstract void onPacket(int type, DirectBuffer buffer, int at, int body, int end)
            throws MqttViolation;

    /** The session is gone; before {@link #resume}. */
    abstract void forget();

    final Core core() {
        return core;
    }

    final String root() {
        return ledger.root();
    }

    final MqttVersion version() {
        return broker.version();
    }

    /** Null while there is none. */
    final @Nullable Connection connection() {
        return connection;
    }

    /** Any thread: it has done what it must before others may begin. */
    final boolean isReady() {
        return ready;
    }

    final void becomeReady() {
        ready = true;
    }

    final void start() {
        core.connect(broker.endpoint(), this::accept, cause -> retry());
    }

    /** Closes at once; the session stays. */
    final void stop() {
        stopped = true;
        Connection open = connection;
        if (open != null) {
            open.abort();
        }
    }

    private void retry() {
        connection = null;
        if (!stopped) {
            core.timers()
                    .schedule(
                            System.nanoTime() + RETRY_NS,
                            (id, nowNs) -> {
                                if (!stopped) {
                                    start();
                                }
                            });
        }
    }

    private ConnectionHandler accept(Connection accepted) {
        accepted.outputLimit(OUTPUT_BYTES);
        accepted.carryLimit(LONGEST_PACKET);
        ConnectEncoder connect =
                new ConnectEncoder(broker.version())
                        .clientId(ascii(root() + "-" + name))
                        .cleanStart(broker.sessionExpiryS() == 0)
                        .userName(broker.userName())
                        .password(broker.password());
        if (broker.version() == MqttVersion.V5) {
            connect.properties(
                    new PropertiesWriter(new UnsafeBuffer(new byte[8]))
                            .put(PropertyId.SESSION_EXPIRY_INTERVAL, broker.sessionExpiryS()));
        }
        int at = accepted.claim(connect.length());
        connect.encode(accepted.output(), at);
        return new Wire(accepted);
    }

    static UnsafeBuffer ascii(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A full output is answered by waiting for the next connection: what was lost comes again. */
    final void answer(int type, int packetId) {
        Connection open = connection;
        int at = open == null ? Connection.BACK_PRESSURED : open.claim(AckEncoder.SUCCESS_LENGTH);
        if (open == null || at == Connection.BACK_PRESSURED) {
            abort();
            return;
        }
        AckEncoder.encodeSuccess(open.output(), at, type, packetId);
    }

    final void abort() {
        Connection open = connection;
        if (open != null) {
            open.abort();
        }
    }

    private void onConnack(Connection of, DirectBuffer buffer, int body, int end)
            throws MqttViolation {
        ConnackDecoder connack = new ConnackDecoder(PropertyLimits.NONE);
        connack.wrap(buffer, body, end - body, broker.version());
        if (connack.reasonCode() != ReasonCode.SUCCESS) {
            of.abort();
            return;
        }
        connection = of;
        if (!connack.sessionPresent()) {
            if (connectedBefore && broker.sessionExpiryS() > 0) {
                note(Action.SESSION_LOST, null, Entry.NONE);
            }
            forget();
        }
        note(Action.CONNECTED, null, Entry.NONE);
        resume();
    }

    /** One connection of this client. */
    private final class Wire extends PacketScanner {
        private final Connection own;

        Wire(Connection own) {
            this.own = own;
        }

        @Override
        protected boolean onPacket(DirectBuffer buffer, int at, int body, int end, long nowNs) {
            int type = type(buffer, at);
            try {
                switch (type) {
                    case PacketType.CONNACK -> onConnack(own, buffer, body, end);
                    case PacketType.DISCONNECT -> own.abort();
                    default -> LedgerClient.this.onPacket(type, buffer, at, body, end);
                }
            } catch (MqttViolation broken) {
                note(Action.CORRUPT, null, Integer.toString(end - at));
                own.abort();
            }
            return own.isOpen();
        }

        @Override
        public void onWritable() {}

        @Override
        public void onClosed() {
            retry();
        }
    }
}
