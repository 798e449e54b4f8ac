package io.robustmq.kafka.fetch;

import io.robustmq.codec.kafka.fetch.FetchRequestFlyweight;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.RequestHeaderFlyweight;
import io.robustmq.kafka.access.Access;
import io.robustmq.kafka.partition.Partition;
import io.robustmq.kafka.partition.TopicPartitions;
import io.robustmq.kafka.response.ErrorCode;
import io.robustmq.kafka.response.Response;
import io.robustmq.kafka.response.ResponseLine;
import io.robustmq.storage.log.ColdBatches;
import io.robustmq.storage.log.ColdListener;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.read.concurrent.ReadTask;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import io.robustmq.transport.net.Connection;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection's fetch: at most one is under way. It waits until there is enough to read, a
 * partition has an error, or its time is over; what is not in memory is read by a read thread, one
 * partition per answer, the others wait for the next.
 *
 * <pre>
 * Idle —request→ look: enough, or an error → answered → Idle
 *                      too little → Waiting —progress or time→ look
 *                      not in memory → Reading —answer→ answered → Idle
 *                      no room for the answer → Stuck —output drained→ look
 * </pre>
 */
@OwnedBy(Core.class)
public final class Fetch implements Timed, ColdListener {
    /** Before a read is tried again that could not begin, or found the index behind. */
    private static final long RETRY_NS = 5_000_000;

    private static final long MS_NS = 1_000_000;

    /** Entries kept for the next request. */
    private static final int FREE_MAX = 1_024;

    private final Connection connection;
    private final FetchServices services;
    private final Throttling throttling;
    private final FetchWriter writer;
    private final FetchRequestFlyweight request = new FetchRequestFlyweight();
    private final FetchSession session;
    private final Map<Partition, FetchEntry> byPartition = new IdentityHashMap<>();
    private List<FetchEntry> entries = new ArrayList<>();
    private int count;
    private int version;
    private int correlationId;
    private int minBytes;
    private int maxBytes;
    private long deadlineNs;
    private long timer = Timers.NONE;
    private boolean isDue;
    private boolean isStuck;
    private @Nullable Response response;
    private int first;
    private @Nullable ReadTask reading;
    private @Nullable FetchEntry cold;
    private final Loan loan = new Loan();

    /** Counts what leaves. */
    public interface Throttling {
        /**
         * @return milliseconds that the client is told to wait, and is made to
         */
        int onFetched(int bytes);
    }

    public Fetch(Connection connection, FetchServices services, Throttling throttling) {
        this.connection = connection;
        this.throttling = throttling;
        this.services = services;
        this.writer = new FetchWriter(connection, services.pieces(), loan);
        this.session = new FetchSession(services);
    }

    /**
     * @param header the request is there whole, and no other answer is under way
     */
    public void receive(
            RequestHeaderFlyweight header, DirectBuffer buffer, ResponseLine line, Access access)
            throws KafkaViolation {
        request.wrap(buffer, header.bodyOffset(), header.bodyLength(), header.apiVersion());
        version = header.apiVersion();
        correlationId = header.correlationId();
        minBytes = request.minBytes();
        maxBytes = request.maxBytes();
        response = line.add();
        int error = session.begin(request.sessionId(), request.sessionEpoch());
        if (error != ErrorCode.NONE) {
            refuse(error);
            return;
        }
        if (session.isIncremental()) {
            change(access);
        } else {
            begin(access);
        }
        deadlineNs = services.core().clock().nowNs() + Math.max(0, request.maxWaitMs()) * MS_NS;
        look();
    }

    /** What is asked for is what the request says. */
    private void begin(Access access) {
        int previous = count;
        count = 0;
        byPartition.clear();
        while (request.nextTopic()) {
            readTopic(access);
        }
        forgetFrom(count, previous);
    }

    /** What is asked for is what was, but for what the request says. */
    private void change(Access access) {
        while (request.nextTopic()) {
            readTopic(access);
        }
        while (request.nextForgottenTopic()) {
            TopicPartitions topic = find();
            while (request.nextForgottenPartition()) {
                forget(topic == null ? null : topic.get(request.partition()));
            }
        }
    }

    /** What is not there any more, or never was, is forgotten by its name. */
    private void forget(@Nullable Partition partition) {
        FetchEntry known = partition == null ? null : byPartition.remove(partition);
        for (int i = 0; i < count; i++) {
            FetchEntry each = entries.get(i);
            boolean isMeant =
                    known == null
                            ? isNamed(each) && each.index() == request.partition()
                            : each == known;
            if (isMeant) {
                each.forget();
                entries.remove(i);
                count--;
                return;
            }
        }
    }

    private boolean isNamed(FetchEntry entry) {
        if (request.hasTopicIds()) {
            return entry.topicIdHigh() == request.topicIdHigh()
                    && entry.topicIdLow() == request.topicIdLow();
        }
        if (entry.topicNameLength() != request.topicNameLength()) {
            return false;
        }
        for (int i = 0; i < entry.topicNameLength(); i++) {
            if (entry.topicName().getByte(i)
                    != request.buffer().getByte(request.topicNameOffset() + i)) {
                return false;
            }
        }
        return true;
    }

    private void refuse(int error) {
        forgetFrom(0, count);
        count = 0;
        byPartition.clear();
        Response place = response;
        response = null;
        int frameBytes = writer.measure(version, entries, 0, true);
        if (place == null
                || !writer.write(version, correlationId, error, 0, 0, frameBytes, entries, 0)) {
            connection.abort();
        } else {
            place.length(0);
            place.send();
        }
    }

    private @Nullable TopicPartitions find() {
        return request.hasTopicIds()
                ? services.partitions().find(request.topicIdHigh(), request.topicIdLow())
                : services.partitions()
                        .find(
                                request.buffer(),
                                request.topicNameOffset(),
                                request.topicNameLength());
    }

    private void readTopic(Access access) {
        TopicPartitions topic = find();
        boolean isAllowed = topic != null && access.mayRead(topic.topic().name());
        while (request.nextPartition()) {
            Partition partition = topic == null ? null : topic.get(request.partition());
            FetchEntry entry = entryOf(partition);
            if (topic != null && partition != null && isAllowed) {
                entry.found(partition, topic.name());
            } else {
                entry.notFound(
                        errorOf(topic, isAllowed),
                        request.buffer(),
                        request.topicNameOffset(),
                        request.topicNameLength(),
                        request.topicIdHigh(),
                        request.topicIdLow());
            }
            entry.ask(
                    request.partition(),
                    request.fetchOffset(),
                    request.partitionMaxBytes(),
                    request.currentLeaderEpoch());
        }
    }

    private int errorOf(@Nullable TopicPartitions topic, boolean isAllowed) {
        if (topic == null && request.hasTopicIds()) {
            return ErrorCode.UNKNOWN_TOPIC_ID;
        }
        return topic == null || isAllowed
                ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                : ErrorCode.TOPIC_AUTHORIZATION_FAILED;
    }

    /** The partition's own, or another one behind all that are asked for. */
    private FetchEntry entryOf(@Nullable Partition partition) {
        FetchEntry known = partition == null ? null : byPartition.get(partition);
        if (known != null) {
            return known;
        }
        if (count == entries.size()) {
            entries.add(new FetchEntry(this));
        }
        FetchEntry next = entries.get(count++);
        if (partition != null) {
            byPartition.put(partition, next);
        }
        return next;
    }

    private void forgetFrom(int from, int to) {
        for (int i = from; i < to; i++) {
            entries.get(i).forget();
        }
        while (entries.size() > Math.max(count, FREE_MAX)) {
            entries.removeLast();
        }
    }

    // ---- looking ----

    /** There may be more: it is looked at once this cycle. */
    void due() {
        if (!isDue && response != null) {
            isDue = true;
            services.due(this);
        }
    }

    /** Answers when it can. */
    void look() {
        isDue = false;
        if (response == null || reading != null || isStuck) {
            return;
        }
        Pieces pieces = services.pieces();
        pieces.truncate(0);
        FetchEntry notHot = readHot(0, null);
        if (notHot != null && readCold(notHot)) {
            return;
        }
        boolean isOver = deadlineNs - services.core().clock().nowNs() <= 0;
        if (notHot != null && total() == 0) {
            awaitUntil(services.core().clock().nowNs() + RETRY_NS);
        } else if (isOver || hasError() || total() >= minBytes) {
            answer();
        } else {
            awaitMore();
        }
    }

    /**
     * Finds what is in memory, from each entry what fits.
     *
     * @param already bytes that the answer has
     * @param except an entry that has its own
     * @return the first entry whose batches are not in memory
     */
    private @Nullable FetchEntry readHot(int already, @Nullable FetchEntry except) {
        FetchEntry notHot = null;
        int limit = responseBytesMax();
        int bytes = already;
        for (int i = 0; i < count; i++) {
            FetchEntry entry = entries.get(Math.floorMod(first + i, count));
            if (entry == except) {
                continue;
            }
            entry.look(services.leaderEpoch());
            Log log = entry.readable();
            if (log != null && bytes < limit) {
                int read = read(entry, log, limit - bytes, bytes == 0);
                if (read == Log.NOT_HOT && notHot == null) {
                    notHot = entry;
                }
                bytes += Math.max(0, read);
            }
        }
        return notHot;
    }

    private int responseBytesMax() {
        int most =
                services.core().chunks().isScarce()
                        ? FetchServices.SCARCE_RESPONSE_BYTES_MAX
                        : FetchServices.RESPONSE_BYTES_MAX;
        return Math.clamp(maxBytes, 1, most);
    }

    private int read(FetchEntry entry, Log log, int limit, boolean isFirst) {
        Pieces pieces = services.pieces();
        int firstPiece = pieces.count();
        int most = Math.clamp(entry.maxBytes(), 1, limit);
        int read = log.read(entry.cursor(), most, pieces);
        if (read > most && !isFirst) {
            pieces.truncate(firstPiece);
            return 0;
        }
        if (read > 0) {
            entry.read(firstPiece, pieces.count() - firstPiece, read);
        }
        return read;
    }

    private int total() {
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += entries.get(i).bytes();
        }
        return bytes;
    }

    private boolean hasError() {
        for (int i = 0; i < count; i++) {
            if (entries.get(i).error() != ErrorCode.NONE) {
                return true;
            }
        }
        return false;
    }

    // ---- waiting ----

    private void awaitMore() {
        for (int i = 0; i < count; i++) {
            entries.get(i).awaitMore();
        }
        awaitUntil(deadlineNs);
    }

    private void awaitUntil(long untilNs) {
        cancelTimer();
        timer = services.core().timers().schedule(untilNs, this);
    }

    private void cancelTimer() {
        if (timer != Timers.NONE) {
            services.core().timers().cancel(timer);
            timer = Timers.NONE;
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        timer = Timers.NONE;
        look();
    }

    // ---- reading ----

    private boolean readCold(FetchEntry entry) {
        Partition partition = entry.partition();
        Log log = partition == null ? null : partition.log();
        if (log == null) {
            return false;
        }
        int most = Math.clamp(entry.maxBytes(), 1, responseBytesMax());
        reading = services.logs().reads().tryRead(log, entry.cursor(), most, this);
        cold = reading == null ? null : entry;
        return reading != null;
    }

    /** What lies in neither journal nor tier yet is answered by nothing: it is tried again. */
    @Override
    public void onRead(ColdBatches batches) {
        FetchEntry entry = cold;
        reading = null;
        cold = null;
        if (response == null || entry == null) {
            return;
        }
        if (batches.totalBytes() == 0) {
            awaitUntil(services.core().clock().nowNs() + RETRY_NS);
            return;
        }
        Pieces pieces = services.pieces();
        pieces.truncate(0);
        entry.look(services.leaderEpoch());
        if (entry.readable() != null) {
            for (int i = 0; i < batches.pieceCount(); i++) {
                pieces.onBatches(batches.piece(i), 0, batches.piece(i).capacity());
            }
            entry.read(0, batches.pieceCount(), batches.totalBytes());
        }
        readHot(entry.bytes(), entry);
        if (entry.bytes() > 0) {
            loan.offered(batches);
        }
        answer();
        loan.offered(null);
    }

    @Override
    public void onFailed(Exception failure) {
        FetchEntry entry = cold;
        reading = null;
        cold = null;
        if (response == null || entry == null) {
            return;
        }
        services.pieces().truncate(0);
        readHot(0, entry);
        entry.look(services.leaderEpoch());
        entry.failed(ErrorCode.KAFKA_STORAGE_ERROR);
        answer();
    }

    // ---- answering ----

    private void answer() {
        Response place = response;
        if (place == null) {
            return;
        }
        int frameBytes = writer.measure(version, entries, count, !session.isIncremental());
        if (connection.pendingBytes() > 0
                && connection.pendingBytes() + frameBytes > connection.outputLimit()) {
            isStuck = true;
            connection.callWhenWritable();
            return;
        }
        cancelTimer();
        leaveAll();
        response = null;
        rotate();
        int throttleMs = throttling.onFetched(frameBytes);
        if (connection.pendingBytes() + frameBytes <= connection.outputLimit()) {
            loan.take(); // what is borrowed must fit; a copy may go a little beyond
        }
        if (writer.write(
                version, correlationId, 0, session.id(), throttleMs, frameBytes, entries, count)) {
            place.length(0);
            place.send();
        } else {
            connection.abort(); // half an answer cannot be taken back
        }
        loan.taken();
    }

    /** Who had something comes last next time: with too little room for all, all get their turn. */
    private void rotate() {
        for (int i = count - 1; i >= 0; i--) {
            int at = Math.floorMod(first + i, count);
            if (entries.get(at).bytes() > 0) {
                first = at + 1;
                return;
            }
        }
    }

    private void leaveAll() {
        for (int i = 0; i < count; i++) {
            entries.get(i).awaitNoMore();
        }
    }

    /** The output has drained. */
    public void onWritable() {
        if (isStuck) {
            isStuck = false;
            look();
        }
    }

    /** The connection is gone. */
    public void close() {
        response = null;
        cancelTimer();
        ReadTask task = reading;
        if (task != null) {
            task.cancel();
        }
        forgetFrom(0, count);
        entries = new ArrayList<>();
        byPartition.clear();
        count = 0;
    }
}
