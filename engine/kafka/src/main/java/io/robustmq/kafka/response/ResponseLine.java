package io.robustmq.kafka.response;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** A connection's answers, in the order of its requests. */
@OwnedBy(Core.class)
public final class ResponseLine {
    /** Claimed at a time: a large answer fills blocks of output without gaps. */
    private static final int PIECE_BYTES = 32 << 10;

    private final Connection connection;
    private final Responses responses;
    private final Runnable onShorter;
    private @Nullable Response head;
    private @Nullable Response tail;
    private int count;
    private boolean isFlushing;

    /**
     * @param onShorter runs when answers have left
     */
    public ResponseLine(Connection connection, Responses responses, Runnable onShorter) {
        this.connection = connection;
        this.responses = responses;
        this.onShorter = onShorter;
    }

    /** A place behind all others. */
    public Response add() {
        Response added = responses.take(this);
        Response last = tail;
        if (last == null) {
            head = added;
        } else {
            last.next(added);
        }
        tail = added;
        count++;
        return added;
    }

    /** The last one added needs no answer. */
    public void removeLast(Response last) {
        if (last != tail) {
            throw new IllegalArgumentException("not the last");
        }
        Response before = null;
        for (Response each = head; each != last && each != null; each = each.next()) {
            before = each;
        }
        tail = before;
        if (before == null) {
            head = null;
        } else {
            before.next(null);
        }
        count--;
        responses.give(last);
    }

    public int count() {
        return count;
    }

    /** Sends what is ready, from the front on, as far as the output takes it. */
    public void flush() {
        if (isFlushing) {
            return;
        }
        isFlushing = true;
        boolean isShorter = false;
        for (Response first = head; first != null && first.isReady(); first = head) {
            if (!write(first)) {
                break;
            }
            head = first.next();
            tail = head == null ? null : tail;
            count--;
            responses.give(first);
            isShorter = true;
        }
        isFlushing = false;
        if (isShorter) {
            onShorter.run();
        }
    }

    private boolean write(Response response) {
        while (response.sent() < response.length()) {
            int bytes = Math.min(PIECE_BYTES, response.length() - response.sent());
            if (!put(connection, response.bytes(), response.sent(), bytes)) {
                return false;
            }
            response.sent(response.sent() + bytes);
        }
        return true;
    }

    private static boolean put(Connection connection, DirectBuffer bytes, int offset, int length) {
        int at = connection.claim(length);
        if (at == Connection.BACK_PRESSURED) {
            return false;
        }
        connection.output().putBytes(at, bytes, offset, length);
        return true;
    }

    /** The connection is gone: nobody gets what is left. */
    public void abandon() {
        Response each = head;
        head = null;
        tail = null;
        count = 0;
        while (each != null) {
            Response following = each.next();
            each.next(null);
            each.abandon();
            each = following;
        }
    }
}
