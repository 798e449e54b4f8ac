package io.robustmq.kafka.group.coordinator;

import io.robustmq.kafka.control.Reply;
import io.robustmq.kernel.shard.CommitGate;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.jspecify.annotations.Nullable;

/** Where a test finds what it was answered; every answer must fit its version. */
final class Answer implements Reply {
    private final CommitGate gate;
    private final short version;
    private @Nullable ApiMessage response;
    private long mark;

    Answer(CommitGate gate, int version) {
        this.gate = gate;
        this.version = (short) version;
    }

    @Override
    public void send(ApiMessage said) {
        sendWhenKept(said, 0);
    }

    @Override
    public void sendWhenKept(ApiMessage said, long when) {
        if (response != null) {
            throw new AssertionError("a second answer: " + said);
        }
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer bytes = ByteBuffer.allocate(said.size(cache, version));
        said.write(new ByteBufferAccessor(bytes), cache, version);
        response = said;
        mark = when;
    }

    @Override
    public boolean isWanted() {
        return true;
    }

    /** Whether it has left: it was given, and what it waits for is kept. */
    boolean isThere() {
        return response != null && gate.isReached(mark);
    }

    <T extends ApiMessage> T as(Class<T> type) {
        if (response == null || !isThere()) {
            throw new AssertionError("no answer yet");
        }
        return type.cast(response);
    }
}
