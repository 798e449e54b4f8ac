package io.robustmq.mqtt.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.route.Subscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything a session state holds, as lines to compare. */
final class SessionPicture {
    static final int IDS = 64;

    private SessionPicture() {}

    static List<String> of(SessionState state) {
        List<String> lines = new ArrayList<>();
        lines.add("expiry " + state.expirySeconds() + " detached " + state.detachedAtMs());
        Will will = state.will();
        lines.add(
                will == null
                        ? "no will"
                        : "will after %d for %d: %s"
                                .formatted(
                                        will.delaySeconds(),
                                        will.expirySeconds(),
                                        message(will.message())));
        state.subscriptions().stream()
                .sorted(Comparator.comparing(Subscription::filter))
                .forEach(each ->
                        lines.add(
                                "subscription %s options %d identifier %d of %s"
                                        .formatted(
                                                each.filter(),
                                                each.options(),
                                                each.subscriptionIdentifier(),
                                                each.subscriber())));
        for (int id = 1; id < IDS; id++) {
            if (state.hasTaken(id)) {
                lines.add("taken " + id);
            }
        }
        lines.add("taken in all " + state.takenCount());
        state.window()
                .forEach((id, inState, delivery) ->
                        lines.add("out %d is %d: ".formatted(id, inState) + of(delivery)));
        state.queue().forEach(each -> lines.add("queued " + of(each)));
        lines.add(
                "%d in flight, %d queued of %d bytes, next %d"
                        .formatted(
                                state.window().inFlight(),
                                state.queued(),
                                state.queuedBytes(),
                                state.window().nextId()));
        return lines;
    }

    private static String of(@Nullable Delivery delivery) {
        return delivery == null
                ? "nothing"
                : "QoS %d retain %b identifiers %s group %s: %s"
                        .formatted(
                                delivery.qos(),
                                delivery.retain(),
                                Arrays.toString(delivery.identifiers()),
                                delivery.origin().group(),
                                message(delivery.message()));
    }

    private static String message(Message message) {
        byte[] bytes = new byte[message.sizeBytes()];
        message.bytes().getBytes(0, bytes);
        return "%s|%d|%d QoS %d retain %b at %d until %d"
                .formatted(
                        new String(bytes, UTF_8),
                        message.topicLength(),
                        message.propertiesLength(),
                        message.qos(),
                        message.retain(),
                        message.publishedAtMs(),
                        message.expiresAtMs());
    }
}
