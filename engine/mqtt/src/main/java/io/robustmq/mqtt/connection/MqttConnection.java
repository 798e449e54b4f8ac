package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.decode.FixedHeader;
import io.robustmq.kernel.cores.Retries;
import io.robustmq.kernel.cores.Retry;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection's bytes into packets and hands them to its phase, until one of them breaks the
 * protocol.
 */
@OwnedBy(Core.class)
final class MqttConnection implements ConnectionHandler, Retry {
    /** {@link #home}: this core serves it. */
    static final int HERE = -1;

    private final Connection connection;
    private final MqttServices services;
    private Phase phase;
    private long lastReadNs;
    private boolean closing;
    private boolean parked;
    private boolean slow;
    private boolean awaitsTurn;
    private boolean putBack;
    private int index;
    private int putBackBytes;
    private short home = HERE;

    /** The large PUBLISH that the next bytes belong to; null between packets. */
    private @Nullable ArrivingPublish arriving;

    MqttConnection(Connection connection, MqttServices services) {
        this.connection = connection;
        this.services = services;
        this.lastReadNs = services.core().clock().nowNs();
        ConnectPhase connect = new ConnectPhase(this, services);
        this.phase = connect;
        services.openConnections().add(this);
        connect.begin();
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        lastReadNs = services.core().clock().nowNs();
        FixedHeader header = services.header();
        Turns turns = services.turns();
        long turnEnd = turns.end();
        int at = offset;
        int end = offset + length;
        try {
            if (arriving != null && !closing && !parked) {
                at += take(buffer, at, end);
            }
            while (at < end && !closing && !parked) {
                int headerLength = header.wrap(buffer, at, end - at, phase.version());
                if (headerLength == FixedHeader.INCOMPLETE) {
                    break;
                }
                phase.onHeader(header);
                int packetLength = header.packetLength();
                if (packetLength > end - at) {
                    at += begin(header, buffer, at, end);
                    break;
                }
                services.heldAcks().packetBegins();
                phase.onPacket(header, buffer, at, at + headerLength);
                at += packetLength;
                if (turns.isOver(turnEnd)) {
                    break;
                }
            }
        } catch (MqttViolation violation) {
            violated(violation);
        }
        if (parked) {
            at -= putBackBytes;
            putBackBytes = 0;
        }
        services.counters().add(MqttMetric.BYTES_IN, at - offset);
        if (closing) {
            return length;
        }
        if (turns.isOver(turnEnd)) {
            awaitTurn(turns);
        }
        if (connection.pendingBytes() > connection.outputLimit()) {
            slow = true;
            connection.pauseReading();
        }
        return at - offset;
    }

    /** What is left of the read is kept; no more is read until then. */
    private void awaitTurn(Turns turns) {
        connection.pauseReading();
        if (!awaitsTurn) {
            awaitsTurn = true;
            turns.await(this);
        }
    }

    /** What {@link Turns#await} waited for. */
    void onTurn() {
        awaitsTurn = false;
        readOn();
    }

    private void readOn() {
        if (!slow && !parked && !awaitsTurn && !closing) {
            connection.resumeReading();
        }
    }

    /**
     * A packet that has not arrived wholly: its payload is taken as it comes, or it is carried.
     *
     * @return bytes taken
     */
    private int begin(FixedHeader header, DirectBuffer buffer, int at, int end)
            throws MqttViolation {
        ArrivingPublish publish = phase.onPart(header, buffer, at, end - at);
        if (publish == null) {
            return 0;
        }
        arriving = publish;
        int headLength = publish.headLength();
        if (closing) {
            endArriving();
            return headLength;
        }
        return headLength + take(buffer, at + headLength, end);
    }

    /** As much of the payload as there is and as memory takes. @return bytes taken */
    private int take(DirectBuffer buffer, int at, int end) throws MqttViolation {
        ArrivingPublish publish = arriving;
        if (publish == null) {
            return 0;
        }
        int bytes = Math.min(end - at, publish.missingBytes());
        if (!services.arrivingPublishes().take(publish, buffer, at, bytes)) {
            return 0;
        }
        if (publish.isComplete()) {
            handle(publish);
        }
        return bytes;
    }

    private void handle(ArrivingPublish publish) throws MqttViolation {
        putBack = false;
        phase.onArrived(publish);
        if (!putBack) {
            endArriving();
        }
    }

    /** Idempotent: what has come of it is given up, or is with those it was for. */
    private void endArriving() {
        ArrivingPublish publish = arriving;
        if (publish != null) {
            arriving = null;
            services.arrivingPublishes().end(publish);
        }
    }

    private void violated(MqttViolation violation) {
        services.counters().add(MqttMetric.PROTOCOL_ERRORS, 1);
        phase.onViolation(violation);
        close();
    }

    @Override
    public void onWritable() {
        if (slow) {
            slow = false;
            readOn();
        }
        phase.onWritable();
    }

    @Override
    public void onClosed() {
        closing = true;
        endArriving();
        services.openConnections().remove(this);
        services.admission().left();
        phase.onClosed();
    }

    /** Its place in {@link OpenConnections}. */
    int index() {
        return index;
    }

    void index(int place) {
        index = place;
    }

    /**
     * Stops taking packets until {@link #unpark}: an answer from elsewhere decides how to go on.
     */
    void park() {
        parked = true;
        connection.pauseReading();
    }

    void unpark() {
        parked = false;
        ArrivingPublish publish = arriving;
        if (publish != null && publish.isComplete() && !closing) {
            try {
                handle(publish);
            } catch (MqttViolation violation) {
                violated(violation);
            }
        }
        readOn();
    }

    boolean isParked() {
        return parked;
    }

    /**
     * The packet being handled is not taken: nothing of it has happened, it comes again after
     * {@link #unpark}.
     */
    void putBack() {
        if (arriving == null) {
            putBackBytes = services.header().packetLength();
        } else {
            putBack = true;
        }
        park();
    }

    /** The packet being handled waits until rings have room. */
    void putBackUntilRoom(Retries retries) {
        putBack();
        retries.later(this);
    }

    @Override
    public void retry() {
        if (!closing) {
            unpark();
        }
    }

    /** The packet being handled, a CONNECT, is for another core, and so is all that follows. */
    void moveTo(int core) {
        home = (short) core;
        putBackBytes = services.header().packetLength();
        parked = true;
    }

    /** The core that is to serve this connection, or {@link #HERE}. */
    int home() {
        return home;
    }

    /** What is written is flushed first. No packet is taken any more. */
    void close() {
        if (!closing) {
            closing = true;
            endArriving();
            connection.close();
        }
    }

    boolean isClosing() {
        return closing;
    }

    void become(Phase next) {
        phase = next;
    }

    /** The server stops: tells the client and closes. */
    void drain() {
        if (!closing) {
            phase.onDrain();
            close();
        }
    }

    Connection connection() {
        return connection;
    }

    /** When bytes last came, on the core's clock. */
    long lastReadNs() {
        return lastReadNs;
    }
}
