package io.robustmq.storage.replica;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.FrameFlyweight;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.ReignFlyweight;
import io.robustmq.storage.journal.ReplicatedJournal;
import io.robustmq.storage.replica.ReplicaMessage.Answer;
import io.robustmq.storage.replica.ReplicaMessage.Append;
import io.robustmq.storage.replica.ReplicaMessage.Follow;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One node's replica of one shard's stream, in its own journal. Owned by the shard's core.
 *
 * <pre>
 * Waiting —lead→ Leading                      any of them —hears a higher epoch→ Waiting
 * Waiting —follow→ Following
 * </pre>
 *
 * <p>Who leads in which epoch is decided elsewhere: an epoch is announced to a majority ({@link
 * #hear}), and of those the one whose {@link #lastEpoch} and {@link #appended} are highest leads.
 * What a leader wrote is committed when a majority has it synced, itself among them, and a frame of
 * its own reign is behind it: an older frame on a majority could still be given up by another.
 */
public final class Replica {
    /** Frames sent to a follower before it answers. */
    private static final int FRAMES_PER_TURN = 8;

    private enum Role {
        WAITING,
        FOLLOWING,
        LEADING
    }

    private final int node;
    private final int shard;
    private final ReplicatedJournal journal;
    private final PeerLink link;
    private final StreamTail tail = new StreamTail();
    private final StreamHistory history = new StreamHistory();
    private final boolean[] isFollowing;
    private final long[] sendFrom;
    private final long[] synced;
    private Role role = Role.WAITING;
    private int epoch;
    private int leader;
    private long reignFrom;
    private long committed;

    /**
     * Hand-over position behind the last truncation: before it is synced, nothing is known to be.
     */
    private long truncatedUntil;

    /**
     * @param nodes how many hold the shard; they are numbered from 0
     * @param epoch the highest that was ever announced, by the metadata's word: a replica that just
     *     started has forgotten what it heard
     */
    public Replica(
            int node, int nodes, int shard, int epoch, ReplicatedJournal journal, PeerLink link) {
        this.node = node;
        this.shard = shard;
        this.epoch = epoch;
        this.journal = journal;
        this.link = link;
        this.isFollowing = new boolean[nodes];
        this.sendFrom = new long[nodes];
        this.synced = new long[nodes];
    }

    /** Before anything else: a frame that recovery found, in the journal's order. */
    public void recovered(int type, long position, DirectBuffer buffer, int offset, int length) {
        if (type == FrameFlyweight.TRUNCATE) {
            truncated(buffer.getLong(offset, LITTLE_ENDIAN));
            return;
        }
        byte[] payload = new byte[length];
        buffer.getBytes(offset, payload);
        int written = FrameFlyweight.epoch(buffer, offset - FrameFlyweight.HEADER_BYTES);
        keep(new StreamFrame(position, type, written, payload));
    }

    private void keep(StreamFrame frame) {
        tail.append(frame);
        history.appended(frame.epoch(), frame.position());
    }

    private void truncated(long position) {
        tail.truncate(position);
        history.truncated(position);
    }

    /**
     * A higher epoch was announced: whatever this replica was, it answers no lower one any more.
     */
    public void hear(int higher) {
        if (higher > epoch) {
            epoch = higher;
            role = Role.WAITING;
        }
    }

    /** This replica leads in the epoch it heard last. */
    public void lead() {
        role = Role.LEADING;
        Arrays.fill(isFollowing, false);
        Arrays.fill(synced, 0);
        reignFrom = tail.end();
        UnsafeBuffer payload = new UnsafeBuffer(new byte[ReignFlyweight.EPOCH_BYTES]);
        ReignFlyweight.putEpoch(payload, 0, lastEpoch());
        append(FrameFlyweight.EPOCH, payload.byteArray());
    }

    /**
     * A leader appends; what it appended may be acknowledged when {@link #committed} has passed it.
     *
     * @return the position behind the frame; {@link Journal#FENCED} when this is no leader, or not
     *     any more
     */
    public long append(int type, byte[] payload) {
        if (role != Role.LEADING) {
            return Journal.FENCED;
        }
        return put(new StreamFrame(tail.end(), type, epoch, payload));
    }

    private long put(StreamFrame frame) {
        long position =
                journal.append(
                        shard,
                        frame.type(),
                        frame.epoch(),
                        Durability.SYNC,
                        new UnsafeBuffer(frame.payload()),
                        0,
                        frame.payload().length);
        if (position >= 0) {
            keep(frame);
        }
        return position;
    }

    /** A message that arrived, at any time, any number of times. */
    public void onMessage(ReplicaMessage message) {
        hear(message.epoch());
        if (message.epoch() < epoch) {
            return;
        }
        switch (message) {
            case Follow follow -> follow(follow);
            case Append append -> follow(append);
            case Answer answer -> onAnswer(answer);
        }
    }

    private void follow(Follow message) {
        leader = message.from();
        if (role != Role.WAITING) {
            return;
        }
        long common = history.commonWith(message.history(), tail.end());
        if (common < committed || !tail.isBoundary(common)) {
            throw new IllegalStateException(
                    "shard %d was committed up to %d; the leader of epoch %d parts at %d"
                            .formatted(shard, committed, epoch, common));
        }
        if (common < tail.end()) {
            int kept = history.epochBefore(common);
            if (journal.truncate(shard, common, kept, lastEpoch(), epoch) < 0) {
                return;
            }
            truncatedUntil = journal.handOver();
            truncated(common);
        }
        role = Role.FOLLOWING;
    }

    private void follow(Append message) {
        leader = message.from();
        if (role != Role.FOLLOWING) {
            return;
        }
        if (message.frame().position() == tail.end()) {
            put(message.frame());
        }
        committed = Math.max(committed, Math.min(message.committed(), tail.end()));
    }

    private void onAnswer(Answer answer) {
        if (role != Role.LEADING) {
            return;
        }
        int follower = answer.from();
        isFollowing[follower] = answer.isFollowing();
        if (answer.isFollowing()) {
            sendFrom[follower] = answer.appended();
            synced[follower] = Math.max(synced[follower], answer.synced());
        }
    }

    /** One turn: a leader sends what is missing and sees what is committed, a follower answers. */
    public void doWork() {
        journal.doWork();
        switch (role) {
            case LEADING -> {
                commit();
                for (int peer = 0; peer < synced.length; peer++) {
                    if (peer != node) {
                        send(peer);
                    }
                }
            }
            case FOLLOWING, WAITING ->
                    link.send(
                            leader,
                            new Answer(
                                    epoch, node, role == Role.FOLLOWING, tail.end(), syncedHere()));
        }
    }

    private void send(int peer) {
        if (!isFollowing[peer]) {
            link.send(peer, new Follow(epoch, node, history.snapshot()));
            return;
        }
        for (StreamFrame frame : tail.from(sendFrom[peer], FRAMES_PER_TURN)) {
            link.send(peer, new Append(epoch, node, frame, committed));
        }
    }

    private void commit() {
        synced[node] = syncedHere();
        long[] sorted = synced.clone();
        Arrays.sort(sorted);
        long majority = sorted[(sorted.length - 1) / 2];
        if (majority > reignFrom) {
            committed = Math.max(committed, majority);
        }
    }

    /**
     * What the journal says is synced is of the stream before a truncation until that is synced.
     */
    private long syncedHere() {
        return journal.reached(Durability.SYNC) < truncatedUntil ? 0 : journal.committed(shard);
    }

    public int epoch() {
        return epoch;
    }

    public boolean isLeading() {
        return role == Role.LEADING;
    }

    /** Epoch of the last frame here; with {@link #appended}, how much a leader of it would know. */
    public int lastEpoch() {
        return history.lastEpoch();
    }

    /** Where the next frame goes. */
    public long appended() {
        return tail.end();
    }

    /** Everything before it may be acknowledged, delivered and read; never goes back. */
    public long committed() {
        return committed;
    }

    StreamTail tail() {
        return tail;
    }
}
