package io.robustmq.storage.state;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.JournalPoint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateBatchTest {
    private static final int TABLES = 2;
    private static final int KEYS = 12;
    private static final int STEPS = 4_000;
    private static final JournalPoint POINT = JournalPoint.start(1);

    private final StateBatch batch = new StateBatch();

    @Test
    void shouldLeaveNothingOfANewKeyThatIsDeletedAgain() {
        putNew("a", "1");
        put("a", "2");
        delete("a");

        assertThat(changes()).isEmpty();
        assertThat(batch.isEmpty()).isTrue();
    }

    @Test
    void shouldKeepTheDeletionOfAKeyThatAStoreMayHave() {
        put("a", "1");
        delete("a");
        putNew("b", "1");
        batch.clear();
        delete("b");
        putNew("b", "2");
        delete("b");

        assertThat(changes()).containsExactly("delete b");
    }

    @Test
    void shouldKeepTheLastValueOnly() {
        put("a", "1");
        put("b", "1");
        put("a", "2");

        assertThat(changes()).containsExactly("put b=1", "put a=2");
        assertThat(batch.changes()).isEqualTo(2);
    }

    @Test
    void shouldBeAsBeforeWhenRolledBack() {
        putNew("a", "1");
        put("b", "1");
        batch.mark();
        delete("a");
        put("b", "2");
        putNew("c", "1");

        batch.rollBack();

        assertThat(changes()).containsExactly("put a=1", "put b=1");
        assertThat(batch.changes()).isEqualTo(2);
        delete("a");
        assertThat(changes()).containsExactly("put b=1");
    }

    @Test
    void shouldFindEachOfManyKeys() {
        for (int i = 0; i < STEPS; i++) {
            putNew("key-" + i, "1");
        }
        for (int i = 0; i < STEPS; i++) {
            delete("key-" + i);
        }

        assertThat(batch.changes()).isZero();
    }

    /** Batches of any length give the tables that change by change gives. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldGiveTheSameTablesAsEveryChangeByItself(long seed) {
        Random random = new Random(seed);
        SimulatedState plain = new SimulatedState(new Random(0), 1);
        SimulatedState coalesced = new SimulatedState(new Random(0), 1);
        for (int step = 0; step < STEPS; step++) {
            StateBatch single = new StateBatch();
            long change = random.nextLong();
            boolean isUndone = random.nextInt(10) == 0;
            if (isUndone) {
                batch.mark();
            }
            change(batch, new Random(change), plain);
            if (isUndone) {
                batch.rollBack();
            } else {
                change(single, new Random(change), plain);
                plain.write(single, POINT);
            }

            if (random.nextInt(30) == 0) {
                coalesced.write(batch, POINT);
                batch.clear();
                assertThat(contents(coalesced)).as("seed " + seed).isEqualTo(contents(plain));
            }
        }
    }

    private static void change(StateBatch to, Random random, SimulatedState before) {
        int table = random.nextInt(TABLES);
        UnsafeBuffer key = bytes((char) ('a' + random.nextInt(2)) + "" + random.nextInt(KEYS));
        UnsafeBuffer value = bytes("v" + random.nextInt(1_000));
        boolean isThere =
                before.get(table, key, 0, key.capacity(), new UnsafeBuffer(new byte[8]))
                        != StateStore.ABSENT;
        switch (random.nextInt(16)) {
            case 0 -> to.deletePrefix(table, key, 0, 1);
            case 1 -> to.deletePrefix(table, key, 0, key.capacity());
            case 2, 3, 4, 5, 6, 7 -> to.delete(table, key, 0, key.capacity());
            default -> {
                if (isThere) {
                    to.put(table, key, 0, key.capacity(), value, 0, value.capacity());
                } else {
                    to.putNew(table, key, 0, key.capacity(), value, 0, value.capacity());
                }
            }
        }
    }

    private static Map<String, String> contents(SimulatedState state) {
        Map<String, String> contents = new TreeMap<>();
        state.entries()
                .forEach((key, value) ->
                        contents.put(new String(key, US_ASCII), new String(value, US_ASCII)));
        return contents;
    }

    private void put(String key, String value) {
        batch.put(1, bytes(key), 0, key.length(), bytes(value), 0, value.length());
    }

    private void putNew(String key, String value) {
        batch.putNew(1, bytes(key), 0, key.length(), bytes(value), 0, value.length());
    }

    private void delete(String key) {
        batch.delete(1, bytes(key), 0, key.length());
    }

    private List<String> changes() {
        List<String> seen = new ArrayList<>();
        batch.<RuntimeException>forEach(
                new StateBatch.Visitor<>() {
                    @Override
                    public void put(ByteBuffer key, ByteBuffer value) {
                        seen.add("put " + text(key).substring(1) + "=" + text(value));
                    }

                    @Override
                    public void delete(ByteBuffer key) {
                        seen.add("delete " + text(key).substring(1));
                    }

                    @Override
                    public void deleteRange(ByteBuffer from, ByteBuffer behind) {
                        seen.add("range");
                    }
                });
        return seen;
    }

    private static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return new String(bytes, US_ASCII);
    }

    private static UnsafeBuffer bytes(String text) {
        return new UnsafeBuffer(text.getBytes(US_ASCII));
    }
}
