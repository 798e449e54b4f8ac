package io.robustmq.kernel.relay;

import io.robustmq.kernel.cores.Retry;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import org.agrona.DirectBuffer;

/**
 * The socket's end of a relayed connection: passes what the peer sends to the home core, and what
 * comes from there to the peer.
 */
@OwnedBy(Core.class)
final class Pipe implements ConnectionHandler, Retry {
    /** What may have been read already when reading stops. */
    private static final int CARRY_BYTES = 4 << 20;

    private final Connection connection;
    private final Relays relays;
    private final int home;
    private final long number;
    private int inputCredit = RelayMessages.WINDOW_BYTES;
    private int outputUntold;
    private boolean paused;
    private boolean waitsForRoom;
    private boolean homeEnded;

    Pipe(Connection connection, Relays relays, int home, long number) {
        this.connection = connection;
        this.relays = relays;
        this.home = home;
        this.number = number;
        connection.carryLimit(CARRY_BYTES);
        connection.outputLimit(Math.max(connection.outputLimit(), 2 * RelayMessages.WINDOW_BYTES));
    }

    int home() {
        return home;
    }

    long number() {
        return number;
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        int sent = 0;
        while (sent < length && inputCredit > 0) {
            int portion = Math.min(length - sent, Math.min(inputCredit, relays.portionBytes()));
            if (!relays.trySendInput(this, buffer, offset + sent, portion)) {
                waitForRoom();
                break;
            }
            inputCredit -= portion;
            sent += portion;
        }
        if (sent < length) {
            paused = true;
            connection.pauseReading();
        }
        return sent;
    }

    private void waitForRoom() {
        if (!waitsForRoom) {
            waitsForRoom = true;
            relays.retries().later(this);
        }
    }

    @Override
    public void retry() {
        waitsForRoom = false;
        resume();
    }

    /** The home took so much of what was sent. */
    void onInputTaken(int bytes) {
        inputCredit += bytes;
        if (!waitsForRoom) {
            resume();
        }
    }

    private void resume() {
        if (paused && inputCredit > 0 && connection.isOpen()) {
            paused = false;
            connection.resumeReading();
        }
    }

    void onOutput(DirectBuffer buffer, int offset, int length) {
        int at = connection.claim(length);
        if (at < 0) { // within the limit by the window's arithmetic, so this core's memory is spent
            connection.abort();
            return;
        }
        connection.output().putBytes(at, buffer, offset, length);
        outputUntold += length;
        if (connection.pendingBytes() <= connection.outputLimit() - RelayMessages.WINDOW_BYTES) {
            tellOutputTaken();
        } else {
            connection.callWhenWritable();
        }
    }

    @Override
    public void onWritable() {
        tellOutputTaken();
    }

    private void tellOutputTaken() {
        if (outputUntold > 0) {
            relays.tellOutputTaken(this, outputUntold);
            outputUntold = 0;
        }
    }

    /** The home has nothing more to say. */
    void onClose() {
        homeEnded = true;
        connection.close();
    }

    void onAbort() {
        homeEnded = true;
        connection.abort();
    }

    @Override
    public void onClosed() {
        relays.ended(this, !homeEnded);
    }
}
