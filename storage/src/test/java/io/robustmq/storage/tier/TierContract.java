package io.robustmq.storage.tier;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every tier does. */
abstract class TierContract {
    private Tier tier = new MemoryTier(0);

    /** One that holds nothing. */
    protected abstract Tier make() throws IOException;

    @BeforeEach
    void start() throws IOException {
        tier = make();
    }

    @AfterEach
    void stop() throws IOException {
        tier.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    private String get(String name, long at, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        int count = tier.get(name, at, into);
        return count == Tier.ABSENT ? "absent" : new String(into.array(), 0, count, US_ASCII);
    }

    @Test
    void shouldGiveBackAnyRangeOfWhatWasPut() throws IOException {
        ByteBuffer contents = bytes("--0123456789--").position(2).limit(12);

        tier.put("log-1", contents);

        assertThat(contents.hasRemaining()).as("all was taken").isFalse();
        assertThat(tier.sizeBytes("log-1")).isEqualTo(10);
        assertThat(get("log-1", 0, 10)).isEqualTo("0123456789");
        assertThat(get("log-1", 3, 4)).isEqualTo("3456");
        assertThat(get("log-1", 8, 100)).isEqualTo("89");
        assertThat(get("log-1", 10, 1)).isEmpty();
        assertThat(get("log-1", 99, 1)).isEmpty();
    }

    @Test
    void shouldSayWhatIsNotThere() throws IOException {
        assertThat(get("log-1", 0, 1)).isEqualTo("absent");
        assertThat(tier.sizeBytes("log-1")).isEqualTo(Tier.ABSENT);
        tier.delete("log-1");
        assertThat(tier.list()).isEmpty();
    }

    @Test
    void shouldListNamesInOrderAndForgetWhatIsDeleted() throws IOException {
        for (String name : new String[] {"b", "a-2", "c", "a-1"}) {
            tier.put(name, bytes(name));
        }

        tier.delete("b");

        assertThat(tier.list()).containsExactly("a-1", "a-2", "c");
        assertThat(get("b", 0, 1)).isEqualTo("absent");
    }

    @Test
    void shouldTakeTheSameAgain() throws IOException {
        tier.put("a", bytes("same"));
        tier.put("a", bytes("same"));

        assertThat(tier.list()).containsExactly("a");
        assertThat(get("a", 0, 9)).isEqualTo("same");
    }

    @Test
    void shouldKeepAnObjectWithoutBytes() throws IOException {
        tier.put("empty", bytes(""));

        assertThat(tier.sizeBytes("empty")).isZero();
        assertThat(get("empty", 0, 1)).isEmpty();
    }

    @Test
    void shouldRefuseNamesThatNotEveryTierCouldKeep() {
        for (String name : new String[] {"", "A", "a/b", "..", "a.b", "a".repeat(121)}) {
            assertThatThrownBy(() -> tier.put(name, bytes("x")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldGiveSeveralThreadsTheirRanges() throws Exception {
        tier.put("a", bytes("0123456789".repeat(1_000)));
        Thread[] threads = new Thread[4];
        boolean[] isRight = new boolean[threads.length];
        for (int i = 0; i < threads.length; i++) {
            int index = i;
            threads[i] = new Thread(() -> isRight[index] = readsRight(index));
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(isRight).containsOnly(true);
    }

    private boolean readsRight(int digit) {
        try {
            for (int i = 0; i < 500; i++) {
                if (!get("a", 10L * i + digit, 1).equals(String.valueOf(digit))) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
