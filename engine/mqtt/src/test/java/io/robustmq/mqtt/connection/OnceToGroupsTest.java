package io.robustmq.mqtt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.MqttConfig;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.net.FakeConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fault D18 with shared groups: the broker is killed behind every single step it writes while QoS 2
 * messages are on their way to members of a group, or back from one that leaves. A group whose
 * members' sessions are durable reads each message once, whichever of them does.
 */
class OnceToGroupsTest {
    private static final int MEMBERS = 3;
    private static final List<String> MESSAGES = List.of("m0", "m1", "m2");
    private static final int QOS_1 = 0b010;
    private static final int QOS_2 = 0b100;
    private static final int ALL = Integer.MAX_VALUE;

    private final List<DurableClient> members = new ArrayList<>();
    private CutDisk disk;
    private CoresHarness node;
    private DurableClient publisher;
    private String filter;
    private String topic;

    @BeforeEach
    void begin() {
        begin(1, 0);
    }

    @ParameterizedTest(name = "{0} cores before, {1} after, home on {2}, members away {3}")
    @CsvSource({
        "1, 1, 0, false",
        "1, 1, 0, true",
        "2, 2, 0, false",
        "2, 2, 1, true",
        "3, 3, 1, false",
        "3, 3, 2, true",
        "3, 1, 1, false",
        "1, 3, 0, false",
        "3, 2, 2, false",
    })
    void shouldGiveOnceBehindWhicheverStepItIsCut(
            int cores, int coresAfter, int home, boolean away) { // [MQTT-4.3.3]
        int begin = beginWithMembers(cores, home, away);
        publish(CutDisk.NO_CUT, ALL);

        for (int cut : disk.cuts(begin)) {
            for (int missed = 0; missed < 2; missed++) {
                beginWithMembers(cores, home, away);
                publish(cut, missed == 0 ? ALL : cut % 7);
                restart(coresAfter);
                publisher.connect(node);
                publisher.publish(topic, "x", QOS_2);
                finish(publisher);
                members.forEach(member -> member.connect(node));
                finish(publisher);

                assertThat(received())
                        .as("cut behind frame " + cut + ", missed " + missed)
                        .containsExactlyInAnyOrder("m0", "m1", "m2", "x");
                assertThat(publisher.confirmed).containsExactly("m0", "m1", "m2", "x");
            }
        }
    }

    /** Twice: what the first restart sent again may not have come to its end. */
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 1"})
    void shouldGiveOnceWhenItIsCutAgain(int cores, int home) {
        int begin = beginWithMembers(cores, home, false);
        publish(CutDisk.NO_CUT, ALL);

        for (int cut : disk.cuts(begin)) {
            for (int further = 1; further < 8; further += 3) {
                beginWithMembers(cores, home, false);
                publish(cut, ALL);
                disk.cutAt(disk.frames() + further);
                restart(cores);
                restart(cores);
                publisher.connect(node);
                members.forEach(member -> member.connect(node));
                finish(publisher);

                assertThat(received())
                        .as("cut behind frame " + cut + " and " + further + " later")
                        .containsExactlyInAnyOrderElementsOf(MESSAGES);
            }
        }
    }

    /** The tables have the same as the journal: some of all is in them, the rest replayed. */
    @ParameterizedTest
    @CsvSource({"1, 0", "3, 1"})
    void shouldGiveOnceFromTables(int cores, int home, @TempDir Path directory) throws IOException {
        int begin = beginWithMembers(cores, home, false);
        publish(CutDisk.NO_CUT, ALL);

        for (int cut : disk.cuts(begin)) {
            beginWithMembers(cores, home, false);
            publish(cut, ALL);
            List<Integer> points = disk.cuts(begin).stream().filter(end -> end <= cut).toList();
            int inTables = points.get((points.size() - 1) * (cut % 4) / 3);
            node =
                    CoresHarness.restartedFromTables(
                            disk,
                            inTables,
                            directory.resolve("cut" + cut),
                            cores,
                            FakeCore.STARTED_AT_MS);
            disk.cutAt(CutDisk.NO_CUT);
            publisher.connect(node);
            members.forEach(member -> member.connect(node));
            finish(publisher);

            assertThat(received())
                    .as("cut behind %d, %d in tables", cut, inTables)
                    .containsExactlyInAnyOrderElementsOf(MESSAGES);
        }
    }

    /** What waits for a member whose session ends goes to another one, once. */
    @ParameterizedTest(name = "{0} cores before, {1} after, home on {2}, leaving {3}, staying {4}")
    @CsvSource({
        "1, 1, 0, 0, 0",
        "2, 2, 0, 0, 1",
        "2, 2, 0, 1, 0",
        "2, 2, 0, 1, 1",
        "3, 3, 0, 1, 2",
        "3, 1, 0, 1, 2",
        "1, 3, 0, 0, 0",
    })
    void shouldHandBackOnceBehindWhicheverStepItIsCut( // [MQTT-4.8.2-5]
            int cores, int coresAfter, int home, int leaving, int staying) {
        int begin = beginWithLeaving(cores, home, leaving, staying, QOS_2);
        leave(CutDisk.NO_CUT);
        assertThat(members.get(1).received).containsExactlyInAnyOrderElementsOf(MESSAGES);

        for (int cut : disk.cuts(begin)) {
            beginWithLeaving(cores, home, leaving, staying, QOS_2);
            leave(cut);
            restart(coresAfter);
            members.get(1).connect(node);
            members.get(0).leave(node);
            finish();

            assertThat(members.get(1).received)
                    .as("cut behind frame " + cut)
                    .containsExactlyInAnyOrderElementsOf(MESSAGES);
        }
    }

    @ParameterizedTest(name = "{0} cores, home on {1}, leaving {2}, staying {3}")
    @CsvSource({"1, 0, 0, 0", "2, 0, 0, 1", "2, 0, 1, 1", "3, 0, 1, 2"})
    void shouldLoseNothingOfQos1WhenAMemberLeaves(int cores, int home, int leaving, int staying) {
        int begin = beginWithLeaving(cores, home, leaving, staying, QOS_1);
        leave(CutDisk.NO_CUT);

        for (int cut : disk.cuts(begin)) {
            beginWithLeaving(cores, home, leaving, staying, QOS_1);
            leave(cut);
            restart(cores);
            members.get(1).connect(node);
            members.get(0).leave(node);
            finish();

            assertThat(members.get(1).received).as("cut behind frame " + cut).containsAll(MESSAGES);
        }
    }

    /**
     * A member whose session ends with its connection may have read what another one gets after the
     * kill; what a durable one gets it gets once, and nothing is lost of what is read to the kill.
     */
    @ParameterizedTest(name = "{0} cores, home on {1}, passing member on {2}")
    @CsvSource({"1, 0, 0", "2, 0, 0", "2, 0, 1", "3, 1, 2"})
    void shouldLoseNothingWithAMemberWhoseSessionEndsWithItsConnection(
            int cores, int home, int passingHome) {
        int begin = beginWithMembers(cores, home, false);
        publish(CutDisk.NO_CUT, ALL);

        for (int cut : disk.cuts(begin)) {
            beginWithMembers(cores, home, false);
            FakeConnection connection = node.client(0, passingHome, "passing");
            node.exchange(connection, CoresHarness.subscribe(1, filter, 2));
            Inbox passing = new Inbox(connection);
            publish(cut, ALL);
            passing.take();
            restart(cores);
            publisher.connect(node);
            members.forEach(member -> member.connect(node));
            finish(publisher);

            List<String> all = new ArrayList<>(received());
            assertThat(all).as("cut behind frame " + cut).doesNotHaveDuplicates();
            all.addAll(passing.payloads());
            assertThat(all).as("cut behind frame " + cut).containsAll(MESSAGES);
        }
    }

    private List<String> received() {
        return members.stream().flatMap(member -> member.received.stream()).toList();
    }

    private void begin(int cores, int home) {
        disk = CutDisk.wholeSteps();
        members.clear();
        node =
                new CoresHarness(
                        cores, 4096, MqttConfig.DEFAULT, disk::journal, FakeCore.STARTED_AT_MS);
        filter = node.named(home, "$share/g/t");
        topic = filter.substring("$share/g/".length());
        publisher = new DurableClient(node, node.idAt(0, "p"));
    }

    private DurableClient member(int home) {
        DurableClient member = new DurableClient(node, node.idAt(home, "s" + members.size() + "-"));
        member.subscribe(node, filter, 2);
        members.add(member);
        return member;
    }

    /** Publisher and members are there. @return frames written by then */
    private int beginWithMembers(int cores, int home, boolean away) {
        begin(cores, home);
        for (int i = 0; i < MEMBERS; i++) {
            member(i % cores);
        }
        node.settle();
        if (away) {
            members.forEach(DurableClient::cut);
            node.settle();
        }
        return disk.frames();
    }

    /** All messages wait for the first member, which is away; the second is there. */
    private int beginWithLeaving(int cores, int home, int leaving, int staying, int flags) {
        begin(cores, home);
        member(leaving).cut();
        node.settle();
        MESSAGES.forEach(each -> publisher.publish(topic, each, flags));
        finish(publisher);
        member(staying);
        finish(publisher);
        return disk.frames();
    }

    /** Sends the messages until the disk is cut, members and publisher taking so many packets. */
    private void publish(int cut, int packets) {
        disk.cutAt(cut);
        publisher.takes(packets);
        members.forEach(member -> member.takes(packets));
        MESSAGES.forEach(each -> publisher.publish(topic, each, QOS_2));
        finish(publisher);
    }

    private void leave(int cut) {
        disk.cutAt(cut);
        members.get(0).leave(node);
        finish();
    }

    private void restart(int cores) {
        node = CoresHarness.restarted(disk, cores, MqttConfig.DEFAULT, FakeCore.STARTED_AT_MS);
        disk.cutAt(CutDisk.NO_CUT);
    }

    private void finish(DurableClient... besides) {
        List<DurableClient> all = new ArrayList<>(List.of(besides));
        all.addAll(members);
        DurableClient.finish(node, all);
    }
}
