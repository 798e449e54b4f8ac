package io.robustmq.kernel.cores;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CoreLinksTest {
    private static final int TYPE = 40;
    private static final int OTHER_TYPE = 41;
    private static final int RING_BYTES = 1024;

    @Test
    void shouldKeepTheOrderOfWhatHadToWaitForRoom() {
        LinkedCores node = new LinkedCores(2, RING_BYTES);
        List<String> heard = node.heard(1, TYPE);
        for (int i = 0; i < 100; i++) {
            node.post(0, 1, TYPE, i, "x".repeat(i % 60));
        }
        assertThat(node.links.get(0).hasRoom(1, 0)).as("others wait before it").isFalse();
        assertThat(node.links.get(0).flush()).as("the core must not sleep").isPositive();

        while (node.links.get(0).flush() > 0) {
            node.cycle(1);
        }
        node.cycle(1);

        assertThat(heard).hasSize(100);
        assertThat(heard.stream().mapToLong(each -> Long.parseLong(each.split(":")[1])))
                .containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
        assertThat(node.links.get(0).hasRoom(1, 0)).isTrue();
    }

    @Test
    void shouldHaveRoomInAllCoresOrSayNo() {
        LinkedCores node = new LinkedCores(3, RING_BYTES);
        node.heard(2, TYPE);
        while (node.links.get(0).hasRoom(2, 50)) {
            node.post(0, 2, TYPE, 0, "x".repeat(50));
        }

        assertThat(node.links.get(0).hasRoom(1, 50)).isTrue();
        assertThat(node.links.get(0).hasRoomInAll(0b110, 50)).isFalse();
        node.cycle(2);
        assertThat(node.links.get(0).hasRoomInAll(0b110, 50)).isTrue();
    }

    @Test
    void shouldFindTheRoomItSaidThereIsAtEveryPlaceOfTheRing() {
        LinkedCores node = new LinkedCores(2, RING_BYTES);
        List<String> heard = node.heard(1, TYPE);
        int sent = 0;
        for (int round = 0; round < 500; round++) {
            int length = round * 37 % 100;
            while (node.links.get(0).hasRoom(1, length)) {
                node.post(0, 1, TYPE, sent++, "x".repeat(length));
            }
            assertThat(node.links.get(0).flush()).as("nothing waited").isZero();
            node.cycle(1);
        }
        assertThat(heard).hasSize(sent);
    }

    @Test
    void shouldKeepTheOrderOfBodiesBesideTheRing() {
        LinkedCores node = new LinkedCores(2, RING_BYTES);
        List<String> heard = node.heard(1, TYPE);
        String large = "y".repeat(100 * node.links.get(0).bodyBytesMax());

        node.post(0, 1, TYPE, 1, "before");
        node.post(0, 1, TYPE, 2, large);
        node.post(0, 1, TYPE, 3, "after");
        node.cycle(1);

        assertThat(heard).containsExactly("0:1:before", "0:2:" + large, "0:3:after");
    }

    @Test
    void shouldBoundBodiesBesideTheRing() {
        LinkedCores node = new LinkedCores(2, 64 << 10);
        List<String> heard = node.heard(1, TYPE);
        int bytes = node.links.get(0).bodyBytesMax() + 1;
        String large = "y".repeat(bytes);
        int underWay = 0;
        while (node.links.get(0).hasRoom(1, bytes)) {
            node.post(0, 1, TYPE, underWay++, large);
        }
        assertThat(underWay).isBetween(1, 64);
        assertThat(node.links.get(0).hasRoom(1, 10)).as("the ring itself").isTrue();

        for (int i = 0; i < 100; i++) {
            node.post(0, 1, TYPE, underWay + i, large);
        }
        for (int i = 0; i < 100; i++) {
            node.cycle(0);
            node.cycle(1);
        }

        assertThat(heard.stream().mapToLong(each -> Long.parseLong(each.split(":")[1])))
                .containsExactlyElementsOf(LongStream.range(0, underWay + 100).boxed().toList());
    }

    @Test
    void shouldNotLockTwoCoresWhoseRingsAreBothFull() {
        LinkedCores node = new LinkedCores(2, RING_BYTES);
        List<String> answers0 = node.heard(0, OTHER_TYPE);
        List<String> answers1 = node.heard(1, OTHER_TYPE);
        for (int core = 0; core < 2; core++) {
            int self = core;
            node.links
                    .get(core)
                    .on(
                            TYPE,
                            (from, tag, buffer, at, length) ->
                                    node.post(self, from, OTHER_TYPE, tag, "an answer to " + tag));
        }
        for (int i = 0; i < 1_000; i++) {
            node.post(0, 1, TYPE, i, "x".repeat(80));
            node.post(1, 0, TYPE, i, "x".repeat(80));
        }
        assertThat(node.links.get(0).hasRoom(1, 0)).isFalse();
        assertThat(node.links.get(1).hasRoom(0, 0)).isFalse();

        for (int i = 0; i < 2_000; i++) {
            node.cycle(i % 2);
        }

        assertThat(answers0).hasSize(1_000);
        assertThat(answers1).hasSize(1_000);
        assertThat(node.links.get(0).flush()).isZero();
    }

    @Test
    void shouldReadABoundedNumberOfMessagesPerCycle() {
        LinkedCores node = new LinkedCores(3, 64 << 10);
        node.heard(0, TYPE);
        for (int i = 0; i < 300; i++) {
            node.post(1, 0, TYPE, i, "");
            node.post(2, 0, TYPE, i, "");
        }

        assertThat(node.links.get(0).drain()).isEqualTo(2 * CoreLinks.MESSAGES_PER_CYCLE);
        assertThat(node.links.get(0).drain()).isEqualTo(600 - 2 * CoreLinks.MESSAGES_PER_CYCLE);
    }

    @Test
    void shouldGoOnAfterAMessageThatNobodyTakes() {
        LinkedCores node = new LinkedCores(2, RING_BYTES);
        List<String> heard = node.heard(1, TYPE);

        node.post(0, 1, OTHER_TYPE, 1, "who?");
        node.post(0, 1, TYPE, 2, "me");
        node.cycle(1);

        assertThat(heard).containsExactly("0:2:me");
        assertThat(node.errors()).isOne();
    }

    @Test
    void shouldNameTheOtherCores() {
        LinkedCores node = new LinkedCores(3, RING_BYTES);

        assertThat(node.links.get(1).others()).isEqualTo(0b101);
        assertThat(node.links.get(1).self()).isOne();
    }
}
