package io.robustmq.kafka.fetch;

import io.robustmq.codec.kafka.fetch.FetchRequestFlyweight;
import io.robustmq.kafka.response.ErrorCode;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/**
 * What a connection's fetches have in common (KIP-227): a request of a session says only what is
 * other than in the one before, an answer only what is news. It ends with its connection.
 */
@OwnedBy(Core.class)
final class FetchSession {
    /** No session. */
    private static final int NONE = 0;

    private static final int FIRST_EPOCH = 1;

    private final FetchServices services;
    private int id = NONE;
    private int nextEpoch;
    private boolean isIncremental;

    FetchSession(FetchServices services) {
        this.services = services;
    }

    /**
     * A request begins.
     *
     * @return a code of {@link ErrorCode}: its session is not this one, or it is not its turn
     */
    int begin(int wantedId, int epoch) {
        isIncremental = false;
        if (epoch == FetchRequestFlyweight.NO_SESSION_EPOCH) {
            id = NONE;
            return ErrorCode.NONE;
        }
        if (epoch == FetchRequestFlyweight.NEW_SESSION_EPOCH) {
            id = services.newSessionId();
            nextEpoch = FIRST_EPOCH;
            return ErrorCode.NONE;
        }
        if (id == NONE || wantedId != id) {
            id = NONE;
            return ErrorCode.FETCH_SESSION_ID_NOT_FOUND;
        }
        if (epoch != nextEpoch) {
            id = NONE;
            return ErrorCode.INVALID_FETCH_SESSION_EPOCH;
        }
        nextEpoch = epoch == Integer.MAX_VALUE ? FIRST_EPOCH : epoch + 1;
        isIncremental = true;
        return ErrorCode.NONE;
    }

    /** For the answer; 0 without one. */
    int id() {
        return id;
    }

    /** The request says only what is other than before, and so does its answer. */
    boolean isIncremental() {
        return isIncremental;
    }
}
