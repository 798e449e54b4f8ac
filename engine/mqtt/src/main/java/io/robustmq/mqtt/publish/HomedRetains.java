package io.robustmq.mqtt.publish;

import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.kernel.cores.Broadcasts;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.cores.PublicationFlyweight;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.CoreMessage;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Publications with RETAIN set on a node of several cores. The topic's home decides, journals and
 * tells every core; each puts the message into its own replica and routes it to its own subscribers
 * in one step, so that a SUBSCRIBE, which reads its core's replica, misses none and gets none
 * twice.
 *
 * <pre>
 * at home here:  keep, tell all —→ done; what follows on the same rings stays behind
 * elsewhere:     fence —all took what this core sent before→ ask the home —told all, all took it, committed→ done
 * </pre>
 *
 * The publisher waits for either arrow and so overtakes itself on no core, whether its other
 * messages on the topic are retained or not.
 */
@OwnedBy(Core.class)
public final class HomedRetains {
    /** Questions to homes that may be open at one time. */
    static final int ASKED_MAX = 256;

    /** Bytes of these; a single one may be longer. */
    static final int ASKED_BYTES_MAX = 1 << 20;

    /** What became of a publication. */
    public enum Outcome {
        /** Kept and routed. */
        KEPT,
        /** A limit forbids keeping it: nothing happened. */
        OVER_LIMIT,
        /** A ring has no room: nothing happened, try again. */
        NO_ROOM,
        /** Earlier messages are under way: nothing happened, try again {@link #whenFenced}. */
        AWAITS_FENCE,
        /** The home was asked; the answer will come. */
        ASKED
    }

    /** Takes a home's answer. */
    public interface Answer {
        /**
         * @param reasonCode {@link ReasonCode#SUCCESS}, or {@link ReasonCode#QUOTA_EXCEEDED} when
         *     it was neither kept nor routed
         */
        void onAnswer(int reasonCode);
    }

    private final CoreLinks links;
    private final Broadcasts broadcasts;
    private final Shards shards;
    private final RetainedMessages retained;
    private final Router router;
    private final CorePublishes straight;
    private final CommitGate gate;
    private final Publication arrived = new Publication();
    private final MutableDirectBuffer message = new ExpandableDirectByteBuffer(256);
    private final UnsafeBuffer code = new UnsafeBuffer(new byte[1]);
    private final Long2ObjectHashMap<Asked> asked = new Long2ObjectHashMap<>();
    private final ArrayDeque<Owed> owed = new ArrayDeque<>();
    private long askedBytes;
    private long nextNumber = 1;
    private long fence;
    private long sentAtFence;

    /** A question to a home. */
    private record Asked(Answer answer, int bytes) {}

    /** An answer to another core that leaves when its mark is reached. */
    private record Owed(int core, long number, long mark) {}

    public HomedRetains(
            CoreLinks links,
            Broadcasts broadcasts,
            Shards shards,
            RetainedMessages retained,
            Router router,
            CorePublishes straight,
            CommitGate gate) {
        this.links = links;
        this.broadcasts = broadcasts;
        this.shards = shards;
        this.retained = retained;
        this.router = router;
        this.straight = straight;
        this.gate = gate;
        links.on(CoreMessage.RETAIN, this::onAsked);
        links.on(
                CoreMessage.RETAIN_ANSWERED, (from, number, b, at, n) -> onAnswered(number, b, at));
        broadcasts.onTold(CoreMessage.RETAINED, (from, number, b, at, n) -> onRetained(b, at, n));
        broadcasts.onTold(
                CoreMessage.RETAINED_BEFORE,
                (from, number, b, at, n) ->
                        router.publishHere(PublicationFlyweight.wrap(b, at, n, arrived)));
    }

    /**
     * @param fenced the publisher has waited {@link #whenFenced} and has sent nothing since
     * @param answer called later when the outcome is {@link Outcome#ASKED}
     */
    public Outcome publish(Publication publication, boolean fenced, Answer answer) {
        DirectBuffer topic = publication.topicBuffer();
        int shard = shards.shardOf(topic, publication.topicOffset(), publication.topicLength());
        int home = shards.coreOf(shard);
        if (home == links.self()) {
            return publishHere(publication);
        }
        return fenced || broadcasts.isTaken(fence())
                ? ask(home, publication, answer)
                : Outcome.AWAITS_FENCE;
    }

    private Outcome publishHere(Publication publication) {
        int length = PublicationFlyweight.lengthOf(publication);
        if (!links.hasRoomInAll(links.others(), length)) {
            return Outcome.NO_ROOM;
        }
        boolean before = retained.isRepeated(publication);
        if (!before && !retained.retain(publication)) {
            return Outcome.OVER_LIMIT;
        }
        PublicationFlyweight.write(message, 0, publication);
        broadcasts.tell(type(before), message, 0, length);
        router.publishHere(publication);
        return Outcome.KEPT;
    }

    private Outcome ask(int home, Publication publication, Answer answer) {
        int length = PublicationFlyweight.lengthOf(publication);
        boolean over = askedBytes > 0 && askedBytes + length > ASKED_BYTES_MAX;
        if (over || asked.size() == ASKED_MAX || !links.hasRoom(home, length)) {
            return Outcome.NO_ROOM;
        }
        PublicationFlyweight.write(message, 0, publication);
        links.send(home, CoreMessage.RETAIN, nextNumber, message, 0, length);
        asked.put(nextNumber++, new Asked(answer, length));
        askedBytes += length;
        return Outcome.ASKED;
    }

    /** Runs something once every core has taken what this one sent so far. */
    public void whenFenced(Runnable then) {
        broadcasts.whenTaken(fence(), then);
    }

    /** The last fence, unless something was sent after it. */
    private long fence() {
        if (straight.sent() != sentAtFence) {
            sentAtFence = straight.sent();
            fence = broadcasts.fence();
        }
        return fence;
    }

    private void onAsked(int from, long number, DirectBuffer buffer, int at, int length) {
        PublicationFlyweight.wrap(buffer, at, length, arrived);
        boolean before = retained.isRepeated(arrived);
        if (!before && !retained.retain(arrived)) {
            answer(from, number, ReasonCode.QUOTA_EXCEEDED);
            return;
        }
        long told = broadcasts.tell(type(before), buffer, at, length);
        router.publishHere(arrived);
        long mark = gate.mark();
        broadcasts.whenTaken(told, () -> owed.addLast(new Owed(from, number, mark)));
    }

    /** What a newer message may have replaced is not kept again, and goes to who has it not. */
    private static int type(boolean before) {
        return before ? CoreMessage.RETAINED_BEFORE : CoreMessage.RETAINED;
    }

    private void onRetained(DirectBuffer buffer, int at, int length) {
        PublicationFlyweight.wrap(buffer, at, length, arrived);
        retained.applied(arrived);
        router.publishHere(arrived);
    }

    private void onAnswered(long number, DirectBuffer buffer, int at) {
        Asked question = asked.remove(number);
        if (question != null) {
            askedBytes -= question.bytes;
            question.answer.onAnswer(buffer.getByte(at) & 0xFF);
        }
    }

    private void answer(int core, long number, int reasonCode) {
        code.putByte(0, (byte) reasonCode);
        links.post(core, CoreMessage.RETAIN_ANSWERED, number, code, 0, 1);
    }

    /** End of the cycle: answers what became committed. */
    public int doWork() {
        int answered = 0;
        for (Owed first = owed.peekFirst();
                first != null && gate.isReached(first.mark);
                first = owed.peekFirst()) {
            owed.removeFirst();
            answer(first.core, first.number, ReasonCode.SUCCESS);
            answered++;
        }
        return answered;
    }
}
