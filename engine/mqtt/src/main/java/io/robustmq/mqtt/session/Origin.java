package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;

/**
 * Whose message a delivery is: the session's own, or a shared group's that wants it back when the
 * member leaves.
 */
public interface Origin {
    /** The session's own subscription: dropped with the session. */
    Origin OWN =
            new Origin() {
                @Override
                public String group() {
                    return "";
                }

                @Override
                public void onUnacknowledged(Message message) {}

                @Override
                public void onFinished() {}
            };

    /** The group as named in SUBSCRIBE; empty for none. */
    String group();

    /** A member's session ended before it acknowledged this message. */
    void onUnacknowledged(Message message);

    /** The client took this message over, or it was dropped on its way: it needs no more care. */
    void onFinished();
}
