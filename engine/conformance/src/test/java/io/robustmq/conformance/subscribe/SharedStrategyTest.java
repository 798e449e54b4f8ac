package io.robustmq.conformance.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Packet.Publication;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each {@code mqtt.shared-strategy}: what it promises, and that nothing is lost when a member
 * leaves (MQTT 5.0 §4.8.2).
 */
@ExtendWith(BrokerExtension.class)
class SharedStrategyTest {
    private static final int MEMBERS = 3;

    /** So many that a choice by chance or by hash never spares a member. */
    private static final int PUBLISHERS = 40;

    /** What holds for every strategy. */
    abstract static class EveryStrategy {
        final TestBroker broker;

        EveryStrategy(TestBroker broker) {
            this.broker = broker;
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        @Statement("MQTT5:4.8.2-2")
        void shouldLoseNothingWhenAMemberUnsubscribesOrDisconnects(int qos) {
            SharedGroupRig group = new SharedGroupRig(broker, qos, 2);
            MqttClient unsubscribing = group.join();
            MqttClient leaving = group.join();
            List<MqttClient> publishers = group.publishers(PUBLISHERS);
            assertThat(group.takersOf(group.publish(publishers, 1))).contains(leaving);

            group.unsubscribe(unsubscribing);
            group.takersOf(group.publish(publishers, 1));
            group.leave(leaving);
            group.takersOf(group.publish(publishers, 1));

            unsubscribing.expectSilence();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Statement("MQTT5:4.8.2-6")
        void shouldGiveToOthersWhatAMemberHadInFlightWhenItVanished(boolean onItsWay) {
            SharedGroupRig group = new SharedGroupRig(broker, 1, 1);
            MqttClient vanishing = group.join();
            List<MqttClient> publishers = group.publishers(PUBLISHERS);
            List<String> payloads = new ArrayList<>(group.publish(publishers, 2));
            if (!onItsWay) { // What it got and never acknowledged, not what still is in the socket.
                assertThat(vanishing.receiveAvailable()).isNotEmpty();
            }

            group.vanish(vanishing);
            payloads.addAll(group.publish(publishers, 1));

            group.takersOf(payloads);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        @Statement("MQTT5:4.8.2-2")
        void shouldNotRepeatWhatAMemberAcknowledged(int qos) {
            SharedGroupRig group = new SharedGroupRig(broker, qos, 1);
            MqttClient vanishing = group.join();
            List<MqttClient> publishers = group.publishers(PUBLISHERS);
            List<String> payloads = group.publish(publishers, 1);
            List<String> acknowledged = new ArrayList<>();
            for (Publication publication : vanishing.receiveAvailable()) {
                vanishing.acknowledge(publication);
                acknowledged.add(publication.text());
            }
            vanishing.ping();

            group.vanish(vanishing);

            assertThat(acknowledged).isNotEmpty();
            group.takersOf(payloads.stream().filter(p -> !acknowledged.contains(p)).toList());
        }
    }

    /** Members take turns, whoever publishes. */
    @Nested
    class RoundRobin extends EveryStrategy {
        RoundRobin(TestBroker broker) {
            super(broker);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        void shouldGiveEachMemberOneOfAsManyMessagesAsThereAreMembers(int qos) {
            SharedGroupRig group = new SharedGroupRig(broker, qos, MEMBERS);

            List<MqttClient> takers = group.takersOf(group.publish(group.publishers(2), 12));

            for (int i = 0; i + MEMBERS <= takers.size(); i++) {
                assertThat(takers.subList(i, i + MEMBERS)).doesNotHaveDuplicates();
            }
        }
    }

    /** As {@link RoundRobin}, members and publishers on other cores than their group. */
    @Nested
    @Settings("engine.cores=2")
    class OnTwoCores extends EveryStrategy {
        OnTwoCores(TestBroker broker) {
            super(broker);
        }
    }

    /** Every member gets its share, in no order. */
    @Nested
    @Settings("mqtt.shared-strategy=random")
    class Random extends EveryStrategy {
        /** Of 300, each of 3 members gets 100 ± 8 two times in three; 50 is six times as far. */
        private static final int MESSAGES = 300;

        private static final int SHARE_MIN = 50;

        Random(TestBroker broker) {
            super(broker);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        void shouldGiveEachMemberItsShareWithoutTurns(int qos) {
            SharedGroupRig group = new SharedGroupRig(broker, qos, MEMBERS);

            List<MqttClient> takers = group.takersOf(group.publish(group.publishers(1), MESSAGES));

            for (MqttClient member : new HashSet<>(takers)) {
                assertThat(Collections.frequency(takers, member)).isGreaterThan(SHARE_MIN);
            }
            assertThat(new HashSet<>(takers)).hasSize(MEMBERS);
            assertThat(takers.subList(0, MESSAGES - 1))
                    .as("somebody twice in a row")
                    .anyMatch(new Repeated(takers)::isNext);
        }

        /** Walks along the takers. */
        private static final class Repeated {
            private final List<MqttClient> takers;
            private int next = 1;

            Repeated(List<MqttClient> takers) {
                this.takers = takers;
            }

            boolean isNext(MqttClient taker) {
                return takers.get(next++) == taker;
            }
        }
    }

    /** A publisher keeps its member for as long as that one stays. */
    @Nested
    @Settings("mqtt.shared-strategy=sticky")
    class Sticky extends EveryStrategy {
        Sticky(TestBroker broker) {
            super(broker);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        void shouldKeepThePublishersMemberUntilItLeaves(int qos) {
            SharedGroupRig group = new SharedGroupRig(broker, qos, MEMBERS);
            List<MqttClient> publishers = group.publishers(PUBLISHERS);
            List<MqttClient> first = group.takersOf(group.publish(publishers, 1));
            assertThat(new HashSet<>(first)).as("used at all").hasSize(MEMBERS);

            group.join();
            assertThat(group.takersOf(group.publish(publishers, 1))).isEqualTo(first);

            MqttClient leaving = first.getFirst();
            group.leave(leaving);
            List<MqttClient> second = group.takersOf(group.publish(publishers, 1));
            for (int i = 0; i < PUBLISHERS; i++) {
                if (first.get(i) != leaving) {
                    assertThat(second.get(i)).as("its member stayed").isSameAs(first.get(i));
                }
            }
            assertThat(group.takersOf(group.publish(publishers, 1))).isEqualTo(second);
        }
    }

    /** A publisher's member follows from who publishes and who the members are, nothing else. */
    @Nested
    @Settings("mqtt.shared-strategy=hash-client")
    class HashOfClient extends EveryStrategy {
        HashOfClient(TestBroker broker) {
            super(broker);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        void shouldGiveAllOfOnePublisherToOneMemberWhateverTheTopic(int qos) {
            SharedGroupRig group = new SharedGroupRig(broker, qos, MEMBERS);
            Set<MqttClient> used = new HashSet<>();
            for (MqttClient publisher : group.publishers(PUBLISHERS / 4)) {
                List<String> payloads = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    payloads.add(group.publish(publisher, "level" + i));
                }

                Set<MqttClient> takers = new HashSet<>(group.takersOf(payloads));

                assertThat(takers).hasSize(1);
                used.addAll(takers);
            }
            assertThat(used).hasSizeGreaterThan(1);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        void shouldUseANewMemberAndReturnToTheOldOnesWhenItLeaves(int qos) {
            SharedGroupRig group = new SharedGroupRig(broker, qos, 2);
            List<MqttClient> publishers = group.publishers(PUBLISHERS);
            List<MqttClient> before = group.takersOf(group.publish(publishers, 1));

            MqttClient passing = group.join();
            assertThat(group.takersOf(group.publish(publishers, 1))).contains(passing);
            group.leave(passing);

            assertThat(group.takersOf(group.publish(publishers, 1))).isEqualTo(before);
        }
    }

    /** A topic's member follows from the topic and who the members are, nothing else. */
    @Nested
    @Settings("mqtt.shared-strategy=hash-topic")
    class HashOfTopic extends EveryStrategy {
        HashOfTopic(TestBroker broker) {
            super(broker);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        void shouldGiveAllOfOneTopicToOneMemberWhoeverPublishes(int qos) {
            SharedGroupRig group = new SharedGroupRig(broker, qos, MEMBERS);
            List<MqttClient> publishers = group.publishers(4);
            List<String> payloads = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                for (MqttClient publisher : publishers) {
                    payloads.add(group.publish(publisher, "level" + i));
                }
            }

            List<MqttClient> takers = group.takersOf(payloads);

            for (int i = 0; i < payloads.size(); i++) {
                assertThat(takers.get(i)).isSameAs(takers.get(i - i % publishers.size()));
            }
            assertThat(new HashSet<>(takers)).hasSize(MEMBERS);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1})
        void shouldUseANewMemberAndReturnToTheOldOnesWhenItLeaves(int qos) {
            SharedGroupRig group = new SharedGroupRig(broker, qos, 2);
            List<MqttClient> publishers = group.publishers(PUBLISHERS);
            List<MqttClient> before = group.takersOf(group.publish(publishers, 1));

            MqttClient passing = group.join();
            assertThat(group.takersOf(group.publish(publishers, 1))).contains(passing);
            group.leave(passing);

            assertThat(group.takersOf(group.publish(publishers, 1))).isEqualTo(before);
        }
    }
}
