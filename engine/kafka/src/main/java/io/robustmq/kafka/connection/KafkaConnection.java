package io.robustmq.kafka.connection;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.ApiVersionsEncoder;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.RequestHeaderFlyweight;
import io.robustmq.kafka.access.Access;
import io.robustmq.kafka.access.UserAccess;
import io.robustmq.kafka.control.Client;
import io.robustmq.kafka.control.ControlRequests;
import io.robustmq.kafka.control.Handler;
import io.robustmq.kafka.control.Sasl;
import io.robustmq.kafka.fetch.Fetch;
import io.robustmq.kafka.metrics.KafkaMetric;
import io.robustmq.kafka.produce.ProduceProgress;
import io.robustmq.kafka.produce.ProduceReceiver;
import io.robustmq.kafka.quota.Throttle;
import io.robustmq.kafka.response.Response;
import io.robustmq.kafka.response.ResponseLine;
import io.robustmq.kafka.topic.Nodes;
import io.robustmq.security.Authorizer;
import io.robustmq.security.Credentials;
import io.robustmq.security.Verdict;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a client's bytes into requests, hands each to who answers it, and keeps their answers in
 * order. Produce requests are taken one behind the other while earlier ones wait for the disk;
 * whatever else is asked for waits until all before it is answered.
 */
@OwnedBy(Core.class)
final class KafkaConnection implements ConnectionHandler, Sasl.Listener, Timed {
    /** Key, version, correlation id and the length of a client id. */
    private static final int HEADER_BYTES_MIN = 10;

    /** Largest request of who has not said who it is. */
    static final int STRANGER_REQUEST_BYTES_MAX = 64 << 10;

    /** Produce requests of one connection that wait for the disk. */
    static final int PIPELINED_MAX = 64;

    /** Longest that a client may take to say who it is, where it must. */
    static final long STRANGER_TIMEOUT_NS = 10_000_000_000L;

    /** Longest that a connection may ask for nothing: Kafka's own default. */
    static final long IDLE_TIMEOUT_NS = 600_000_000_000L;

    /** Most output that waits for a client that does not read. */
    static final int OUTPUT_BYTES_MAX = 4 << 20;

    private static final long NS_PER_MS = 1_000_000L;

    private final Timed unmute = (timerId, nowNs) -> unmute();
    private final Connection connection;
    private final KafkaServices services;
    private final Nodes nodes;
    private final ResponseLine line;
    private final ProduceProgress produceProgress = new ProduceProgress();
    private @Nullable Fetch fetch;
    private Access access = Access.NONE;
    private boolean isStranger = true;
    private @Nullable Sasl sasl;
    private boolean isClosing;

    /** The next request waits for answers, or for the disk. */
    private boolean isHeld;

    private boolean isParked;

    /** Null where there are no quotas. */
    private final @Nullable Throttle throttle;

    /** It is over its quota: nothing is read until then. */
    private long muted = Timers.NONE;

    /** Of the request that has begun to arrive. */
    private int bytesWanted;

    private long lastReadNs;
    private long timer = Timers.NONE;
    private int index;

    KafkaConnection(Connection connection, KafkaServices services, Nodes nodes) {
        this.connection = connection;
        this.services = services;
        this.nodes = nodes;
        this.throttle = services.quotas().isAny() ? new Throttle(services.quotas()) : null;
        this.line = new ResponseLine(connection, services.responses(), this::onShorter);
        connection.outputLimit(OUTPUT_BYTES_MAX);
        connection.carryLimit(
                Math.min(
                        services.config().requestBytesMax() + Integer.BYTES,
                        Connection.LIMIT_BYTES_MAX));
        services.open().add(this);
        services.authenticator()
                .authenticate(
                        new Credentials(null, null), services.core()::execute, this::onAnonymous);
        armTimer();
    }

    /** Where everybody is welcome nobody need say more. */
    private void onAnonymous(Verdict verdict) {
        if (verdict instanceof Verdict.Admitted admitted) {
            onAdmitted(admitted);
        }
    }

    @Override
    public void onAdmitted(Verdict.Admitted admitted) {
        isStranger = false;
        Throttle mine = throttle;
        if (mine != null) {
            mine.user(admitted.userName());
        }
        access =
                admitted.authorizer() == Authorizer.ALL
                        ? Access.ALL
                        : new UserAccess(admitted.authorizer());
    }

    @Override
    public void onRefused() {
        services.counters().add(KafkaMetric.AUTHENTICATIONS_REFUSED, 1);
        close();
    }

    // ---- time ----

    private void armTimer() {
        long after = isStranger ? STRANGER_TIMEOUT_NS : IDLE_TIMEOUT_NS;
        timer = services.core().timers().schedule(services.core().clock().nowNs() + after, this);
    }

    /** Who has not said in time who it is, or has asked for nothing for long, gives its place. */
    @Override
    public void onTimer(long timerId, long nowNs) {
        timer = Timers.NONE;
        boolean isIdle = nowNs - lastReadNs >= IDLE_TIMEOUT_NS && line.count() == 0;
        if (isStranger || isIdle) {
            close();
        } else {
            armTimer();
        }
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length) {
        lastReadNs = services.core().clock().nowNs();
        int at = offset;
        int end = offset + length;
        bytesWanted = 0;
        try {
            while (!isClosing && !isHeld && end - at >= Integer.BYTES) {
                int size = checked(buffer.getInt(at, BIG_ENDIAN));
                if (size > end - at - Integer.BYTES) {
                    bytesWanted = size - (end - at - Integer.BYTES);
                    break;
                }
                if (!take(buffer, at + Integer.BYTES, size)) {
                    hold();
                    break;
                }
                at += Integer.BYTES + size;
            }
        } catch (KafkaViolation violation) {
            services.counters().add(KafkaMetric.PROTOCOL_ERRORS, 1);
            close();
        }
        services.counters().add(KafkaMetric.BYTES_IN, at - offset);
        return isClosing ? length : at - offset;
    }

    @Override
    public int bytesWanted() {
        return bytesWanted;
    }

    private int checked(int size) throws KafkaViolation {
        int most = isStranger ? STRANGER_REQUEST_BYTES_MAX : services.config().requestBytesMax();
        if (size < HEADER_BYTES_MIN || size > most) {
            throw new KafkaViolation("a request of a size that none may have");
        }
        return size;
    }

    private void hold() {
        if (!isClosing) {
            isHeld = true;
            connection.pauseReading();
        }
    }

    private void release() {
        if (isHeld && !isParked && muted == Timers.NONE && !isClosing) {
            isHeld = false;
            connection.resumeReading();
        }
    }

    /** Answers have left: there may be room for the request that is held. */
    private void onShorter() {
        release();
    }

    /** The disk got on. */
    void retry() {
        isParked = false;
        release();
    }

    // ---- requests ----

    /**
     * @return false when it is not taken now: it comes again after {@link #release}
     */
    private boolean take(DirectBuffer buffer, int offset, int size) throws KafkaViolation {
        RequestHeaderFlyweight header = services.header().wrap(buffer, offset, size);
        Api api = header.api();
        if (api == null || !api.offers(header.apiVersion())) {
            return takeUnknown(header);
        }
        if (isStranger && !isForStrangers(api)) {
            throw new KafkaViolation("a request of who has not said who it is");
        }
        if (api == Api.PRODUCE) {
            return takeProduce(header, buffer);
        }
        if (line.count() > 0) {
            return false;
        }
        services.counters().add(KafkaMetric.REQUESTS, 1);
        switch (api) {
            case FETCH -> takeFetch(header, buffer);
            case API_VERSIONS -> answerVersions(header);
            default -> takeControl(api, header, buffer);
        }
        return true;
    }

    private static boolean isForStrangers(Api api) {
        return api == Api.API_VERSIONS || api == Api.SASL_HANDSHAKE || api == Api.SASL_AUTHENTICATE;
    }

    /** Only which versions there are can be asked in one that we do not speak. */
    private boolean takeUnknown(RequestHeaderFlyweight header) throws KafkaViolation {
        if (header.apiKey() != Api.API_VERSIONS.key()) {
            throw new KafkaViolation("a request that is not offered, or not in this version");
        }
        if (line.count() > 0) {
            return false;
        }
        Response response = line.add();
        response.length(
                ApiVersionsEncoder.encodeUnsupported(response.bytes(), 0, header.correlationId()));
        response.send();
        return true;
    }

    private boolean takeProduce(RequestHeaderFlyweight header, DirectBuffer buffer)
            throws KafkaViolation {
        boolean isFetching = line.count() > 0 && !onlyProduces;
        if (line.count() >= PIPELINED_MAX || isFetching) {
            return false;
        }
        onlyProduces = true;
        Throttle mine = throttle;
        if (mine != null && !produceProgress.isUnderWay()) {
            mine.client(buffer, header.clientIdOffset(), header.clientIdLength());
            produceProgress.throttleMs(mute(mine.produced(header.bodyLength())));
        }
        ProduceReceiver.Outcome outcome =
                services.produce().receive(header, buffer, line, access, produceProgress);
        switch (outcome) {
            case TAKEN -> services.counters().add(KafkaMetric.REQUESTS, 1);
            case LATER -> {
                isParked = true;
                services.parked().add(this);
            }
            case REFUSED_UNHEARD -> close();
        }
        return outcome != ProduceReceiver.Outcome.LATER;
    }

    /** All answers in the line are of produce requests. */
    private boolean onlyProduces;

    private void takeFetch(RequestHeaderFlyweight header, DirectBuffer buffer)
            throws KafkaViolation {
        Throttle mine = throttle;
        if (mine != null) {
            mine.client(buffer, header.clientIdOffset(), header.clientIdLength());
        }
        fetch().receive(header, buffer, line, access);
    }

    private int onFetched(int bytes) {
        Throttle mine = throttle;
        return mine == null ? 0 : mute(mine.fetched(bytes));
    }

    /** Reads nothing for so long. @return the same */
    private int mute(int ms) {
        if (ms > 0 && muted == Timers.NONE) {
            long untilNs = services.core().clock().nowNs() + ms * NS_PER_MS;
            muted = services.core().timers().schedule(untilNs, unmute);
            hold();
        }
        return ms;
    }

    private void unmute() {
        muted = Timers.NONE;
        release();
    }

    private Fetch fetch() {
        onlyProduces = false;
        Fetch mine = fetch;
        if (mine == null) {
            mine = new Fetch(connection, services.fetches(), this::onFetched);
            fetch = mine;
        }
        return mine;
    }

    private void answerVersions(RequestHeaderFlyweight header) {
        onlyProduces = false;
        Set<Api> apis =
                EnumSet.of(
                        Api.PRODUCE,
                        Api.FETCH,
                        Api.API_VERSIONS,
                        Api.SASL_HANDSHAKE,
                        Api.SASL_AUTHENTICATE);
        apis.addAll(services.handlers().get().apis());
        Response response = line.add();
        response.length(
                ApiVersionsEncoder.encode(
                        response.bytes(),
                        0,
                        header.apiVersion(),
                        header.correlationId(),
                        0,
                        0,
                        apis));
        response.send();
    }

    private void takeControl(Api api, RequestHeaderFlyweight header, DirectBuffer buffer)
            throws KafkaViolation {
        onlyProduces = false;
        Handler handler = handlerOf(api);
        if (handler == null) {
            throw new KafkaViolation("a request that is not offered");
        }
        ControlRequests.take(
                api, header, buffer, client(header, buffer), handler, line, services.responses());
    }

    private @Nullable Handler handlerOf(Api api) {
        return switch (api) {
            case SASL_HANDSHAKE -> sasl()::handshake;
            case SASL_AUTHENTICATE -> sasl()::authenticate;
            default -> services.handlers().get().get(api);
        };
    }

    private Sasl sasl() {
        Sasl mine = sasl;
        if (mine == null) {
            mine = new Sasl(services.authenticator(), services.core(), this);
            sasl = mine;
        }
        return mine;
    }

    private Client client(RequestHeaderFlyweight header, DirectBuffer buffer) {
        byte[] id = new byte[Math.max(0, header.clientIdLength())];
        buffer.getBytes(header.clientIdOffset(), id);
        InetSocketAddress peer = connection.remoteAddress();
        String host = peer.isUnresolved() ? "/0.0.0.0" : "/" + peer.getAddress().getHostAddress();
        return new Client(new String(id, UTF_8), host, access, nodes);
    }

    // ---- the connection ----

    @Override
    public void onWritable() {
        line.flush();
        Fetch mine = fetch;
        if (mine != null) {
            mine.onWritable();
        }
    }

    @Override
    public void onClosed() {
        isClosing = true;
        services.open().remove(this);
        if (isParked) {
            services.parked().remove(this);
        }
        Fetch mine = fetch;
        if (mine != null) {
            mine.close();
        }
        line.abandon();
        if (timer != Timers.NONE) {
            services.core().timers().cancel(timer);
        }
        if (muted != Timers.NONE) {
            services.core().timers().cancel(muted);
        }
    }

    /** What was answered still leaves; no request is taken any more. */
    void close() {
        if (!isClosing) {
            isClosing = true;
            connection.close();
        }
    }

    int index() {
        return index;
    }

    void index(int place) {
        index = place;
    }
}
