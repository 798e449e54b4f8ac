package io.robustmq.mqtt.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.transport.core.FakeCore;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;

/** A few clients that do everything a client can, in an order that the seed decides. */
final class RandomSessionLife {
    private static final long[] EXPIRIES = {0, 5, 60, MqttConfig.Sessions.NEVER_EXPIRES};
    private static final int CLIENTS = 4;

    private final FakeCore core;
    private final Sessions sessions;
    private final Random random;
    private final Map<String, FakeLink> links = new TreeMap<>();
    private final boolean isCalm;

    RandomSessionLife(FakeCore core, Sessions sessions, Random random) {
        this(core, sessions, random, false);
    }

    /**
     * @param isCalm clients are mostly sent messages and acknowledge them in order
     */
    RandomSessionLife(FakeCore core, Sessions sessions, Random random, boolean isCalm) {
        this.core = core;
        this.sessions = sessions;
        this.random = random;
        this.isCalm = isCalm;
    }

    static String clientId(int number) {
        return "client-" + number;
    }

    static int clients() {
        return CLIENTS;
    }

    void step() {
        String id = clientId(random.nextInt(CLIENTS));
        FakeLink link = links.get(id);
        int what = random.nextInt(100);
        if (link == null || what < 3) {
            connect(id);
            return;
        }
        MqttSession session = sessions.find(id);
        if (session == null) {
            throw new AssertionError("a connected client has a session");
        }
        if (isCalm && random.nextInt(10) > 0) {
            session.onWritable();
            burst(session);
            return;
        }
        if (what < 8) {
            disconnect(session, link);
        } else if (what < 11) {
            core.advanceMs(random.nextInt(8_000));
        } else if (what < 20) {
            subscribe(session);
        } else if (what < 30) {
            burst(session);
        } else if (what < 45) {
            deliver(session);
        } else if (what < 75) {
            acknowledge(session, link);
        } else if (what < 85) {
            session.onWritable();
        } else {
            takeOrRelease(session);
        }
        if (random.nextInt(4) == 0) { // a message for some who may be away
            Publication publication = publication(1 + random.nextInt(2), random.nextBoolean());
            for (int i = random.nextInt(CLIENTS); i < CLIENTS; i++) {
                MqttSession other = sessions.find(clientId(i));
                if (other != null) {
                    deliver(other, publication, publication.qos());
                }
            }
        }
    }

    private void connect(String id) {
        long expiry = EXPIRIES[random.nextInt(EXPIRIES.length)];
        FakeLink link = new FakeLink(random, isCalm ? 20 : 1 + random.nextInt(6));
        Sessions.Opened opened = sessions.open(id, random.nextInt(4) == 0, expiry, link);
        MqttSession session = opened.session();
        link.onTakenOver(() -> sessions.closed(session, link, false));
        if (random.nextBoolean()) {
            Message message = publication(random.nextInt(3), random.nextBoolean()).kept();
            session.will(new Will(message, random.nextInt(10), random.nextInt(20) - 1));
        }
        links.put(id, link);
        session.resume();
    }

    private void disconnect(MqttSession session, FakeLink link) {
        if (session.expirySeconds() > 0 && random.nextBoolean()) {
            session.expirySeconds(EXPIRIES[random.nextInt(EXPIRIES.length)]);
        }
        links.remove(session.clientId());
        sessions.closed(session, link, random.nextBoolean());
    }

    private void subscribe(MqttSession session) {
        String filter = (random.nextInt(3) == 0 ? "$share/g/" : "") + "f/" + random.nextInt(4);
        if (random.nextInt(3) == 0 && session.subscription(filter) != null) {
            session.unsubscribed(filter);
        } else {
            int identifier = random.nextBoolean() ? 0 : 1 + random.nextInt(268_435_455);
            session.subscribed(new Subscription(session, filter, random.nextInt(0x30), identifier));
        }
    }

    /** As one read of a publisher's brings them, and one of the client's that takes them. */
    private void burst(MqttSession session) {
        int qos = 1 + random.nextInt(2);
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            Publication publication = publication(qos, false);
            session.accept(publication, 1, false, Delivery.NO_IDENTIFIERS, Origin.OWN);
        }
        FakeLink link = links.get(session.clientId());
        if (link != null) {
            List<Integer> sent = List.copyOf(link.sentIds);
            List<Integer> acknowledged = sent.subList(0, random.nextInt(1 + sent.size()));
            acknowledged.forEach(session::onPuback);
            if (isCalm) {
                link.sentIds.removeAll(acknowledged);
            }
        }
    }

    private void deliver(MqttSession session) {
        int qos = random.nextInt(3);
        deliver(session, publication(qos, random.nextBoolean()), qos);
    }

    private void deliver(MqttSession session, Publication publication, int qos) {
        int[] identifiers = random.ints(random.nextInt(3), 1, 1_000).toArray();
        Origin origin = random.nextInt(4) == 0 ? new NamedOrigin("$share/g/f/1") : Origin.OWN;
        session.accept(publication, qos, random.nextBoolean(), identifiers, origin);
    }

    private Publication publication(int qos, boolean retain) {
        UnsafeBuffer topic = bytes("topic/", 20);
        UnsafeBuffer properties = bytes("", 30);
        UnsafeBuffer payload = bytes("payload-", 400);
        long expiresAtMs =
                random.nextBoolean() ? Message.NEVER : core.nowMs() + random.nextInt(5_000);
        return new Publication()
                .begin(qos, retain, random.nextLong(), core.nowMs(), expiresAtMs)
                .topic(topic, 0, topic.capacity())
                .properties(properties, 0, properties.capacity())
                .payload(payload, 0, payload.capacity());
    }

    private UnsafeBuffer bytes(String prefix, int most) {
        return new UnsafeBuffer((prefix + "x".repeat(random.nextInt(most))).getBytes(UTF_8));
    }

    private void acknowledge(MqttSession session, FakeLink link) {
        Iterator<Integer> each = List.copyOf(link.sentIds).iterator();
        link.sentIds.clear();
        while (each.hasNext()) {
            int id = each.next();
            switch (random.nextInt(5)) {
                case 0 -> link.sentIds.add(id);
                case 1 -> session.onPubrec(id, random.nextInt(4) == 0);
                default -> {
                    if (!session.onPuback(id) && !session.onPubcomp(id)) {
                        session.onPubrec(id, false);
                        link.sentIds.add(id);
                    }
                }
            }
        }
    }

    private void takeOrRelease(MqttSession session) {
        int id = 1 + random.nextInt(SessionPicture.IDS - 1);
        if (session.hasTaken(id)) {
            session.release(id);
        } else {
            session.take(id);
        }
    }
}
