package io.robustmq.kernel.forward;

import io.robustmq.kernel.message.Message;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to its targets.
 *
 * <pre>
 * new —event kept→ sent —targets have it→ done
 *                → asked —home answered→ sent
 * </pre>
 */
@OwnedBy(Core.class)
public final class Forward {
    final int shard;
    final long sequence;
    private final @Nullable Message message;
    private final @Nullable Address address;

    /** Of the journal: of its event while it waits, of what its targets here appended once sent. */
    long mark;

    /** Of what was sent to other cores. */
    long number;

    private boolean isNew = true;
    private boolean awaitsAnswer;

    /**
     * @param sequence {@link Message#NOT_FORWARDED} when it is sent once, and has no event
     * @param message null when it is sent at once
     */
    Forward(int shard, long sequence, @Nullable Message message, long mark) {
        this(shard, sequence, message, mark, null);
    }

    /**
     * @param address null when it is for all who want it
     */
    Forward(
            int shard,
            long sequence,
            @Nullable Message message,
            long mark,
            @Nullable Address address) {
        this.shard = shard;
        this.sequence = sequence;
        this.message = message;
        this.mark = mark;
        this.address = address;
    }

    /** Where it goes when it is for one shard; null when it is for all who want it. */
    public @Nullable Address address() {
        return address;
    }

    Message message() {
        return Objects.requireNonNull(message);
    }

    boolean isNew() {
        return isNew;
    }

    /**
     * @param asked its way goes by a home that will answer
     */
    void sent(boolean asked) {
        isNew = false;
        awaitsAnswer = asked;
    }

    /** The home that was asked has brought it to all. */
    public void answered() {
        awaitsAnswer = false;
    }

    boolean awaitsAnswer() {
        return awaitsAnswer;
    }

    int sizeBytes() {
        return message == null ? 0 : message.sizeBytes();
    }
}
