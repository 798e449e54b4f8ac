package io.robustmq.conformance.subscribe;

import static io.robustmq.conformance.wire.MqttVersion.V5;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Packet.Publication;
import io.robustmq.conformance.wire.Publish;
import io.robustmq.conformance.wire.WireClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One shared group of a name nobody else uses, its members, and what is published to it. */
final class SharedGroupRig {
    private final TestBroker broker;
    private final String topic = Names.topic();
    private final String filter = "$share/" + Names.group() + "/" + topic + "/+";
    private final int qos;
    private final List<MqttClient> members = new ArrayList<>();
    private int published;

    SharedGroupRig(TestBroker broker, int qos, int members) {
        this.broker = broker;
        this.qos = qos;
        Stream.generate(this::join).limit(members).forEach(each -> {});
    }

    MqttClient join() {
        MqttClient member = broker.connect(V5).subscribe(filter, qos);
        members.add(member);
        return member;
    }

    /** DISCONNECT, and the broker has dealt with it. */
    void leave(MqttClient member) {
        members.remove(member);
        member.disconnect();
    }

    /** UNSUBSCRIBE, and the connection stays. */
    void unsubscribe(MqttClient member) {
        members.remove(member);
        member.unsubscribe(filter);
    }

    /** The connection fails. */
    void vanish(MqttClient member) {
        members.remove(member);
        member.close();
    }

    List<MqttClient> publishers(int count) {
        return Stream.generate(() -> broker.connect(V5)).limit(count).toList();
    }

    /** Publishes one message to a topic of the group; gives its payload, unlike any other's. */
    String publish(MqttClient publisher, String level) {
        String payload = "n" + published++;
        publisher.publish(Publish.to(topic + "/" + level, payload).qos(qos));
        if (qos == 0) {
            publisher.ping(); // Dealt with, so that the order among publishers is this one.
        }
        return payload;
    }

    /** Each publishes this many, in turn, each to a level of its own. */
    List<String> publish(List<MqttClient> publishers, int each) {
        List<String> payloads = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (int j = 0; j < publishers.size(); j++) {
                payloads.add(publish(publishers.get(j), "from" + j));
            }
        }
        return payloads;
    }

    /** Who got each of these messages; nobody got another one, or one twice. */
    List<MqttClient> takersOf(List<String> payloads) {
        Map<String, MqttClient> takers = new HashMap<>();
        long deadlineNs = System.nanoTime() + MILLISECONDS.toNanos(WireClient.PATIENCE_MS);
        do {
            members.forEach(member -> receive(member, takers));
        } while (takers.size() < payloads.size() && System.nanoTime() - deadlineNs < 0);
        members.forEach(member -> receive(member, takers)); // what came twice, came meanwhile
        assertThat(takers.keySet()).containsExactlyInAnyOrderElementsOf(payloads);
        return payloads.stream().map(takers::get).toList();
    }

    private static void receive(MqttClient member, Map<String, MqttClient> takers) {
        for (Publication publication : member.receiveUntilPingAnswered()) {
            member.acknowledge(publication);
            assertThat(takers.put(publication.text(), member)).as("its first taker").isNull();
        }
    }
}
