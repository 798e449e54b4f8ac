package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A client that takes what it likes: the random decides, or nothing is refused. */
final class FakeLink implements ClientLink {
    /** What was sent with a packet identifier and awaits an answer. */
    final List<Integer> sentIds = new ArrayList<>();

    boolean takenOver;
    private final Random random;
    private final int window;
    private Runnable onTakenOver = () -> {};

    FakeLink(Random random, int window) {
        this.random = random;
        this.window = window;
    }

    void onTakenOver(Runnable action) {
        onTakenOver = action;
    }

    @Override
    public int sendPublish(
            Publication publication,
            int qos,
            boolean retain,
            boolean dup,
            int packetId,
            int[] identifiers) {
        int luck = random.nextInt(20);
        if (luck < 2) {
            return luck == 0 ? BACK_PRESSURED : TOO_LARGE;
        }
        if (qos > 0) {
            sentIds.add(packetId);
        }
        return SENT;
    }

    @Override
    public void sendPubrel(int packetId) {
        sentIds.add(packetId);
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public void takenOver() {
        takenOver = true;
        onTakenOver.run();
    }

    @Override
    public void disconnect(int reasonCode) {}
}
