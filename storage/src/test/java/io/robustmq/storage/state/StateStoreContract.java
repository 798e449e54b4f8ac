package io.robustmq.storage.state;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.storage.journal.JournalPoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store of state promises. */
abstract class StateStoreContract {
    static final int SHARDS = 3;

    private static final int SESSIONS = 0;
    private static final int RETAINED = 7;

    private final StateBatch batch = new StateBatch();

    /** The store as it is, empty at first. */
    abstract StateStore store();

    /** Ends the process that has the store open, and opens it again in another. */
    abstract void reopen() throws IOException;

    @Test
    void shouldBeEmptyAtFirst() throws IOException {
        assertThat(get(SESSIONS, "a")).isNull();
        assertThat(keys(SESSIONS, "")).isEmpty();
        assertThat(store().applied().journalPosition()).isZero();
        assertThat(store().applied().shardPositions()).containsExactly(0, 0, 0);
        assertThat(store().flushedPosition()).isZero();
        assertThat(store().keptPosition()).isZero();
    }

    @Test
    void shouldReadWhatWasWrittenBeforeItIsFlushed() throws IOException {
        put(SESSIONS, "a", "1");
        put(SESSIONS, "b", "");
        write(100);

        assertThat(get(SESSIONS, "a")).isEqualTo("1");
        assertThat(get(SESSIONS, "b")).isEmpty();
        assertThat(get(RETAINED, "a")).isNull();
        assertThat(store().applied().journalPosition()).isEqualTo(100);
        assertThat(store().flushedPosition()).isZero();
    }

    @Test
    void shouldLetTheLaterChangeOfABatchWin() throws IOException {
        put(SESSIONS, "a", "1");
        put(SESSIONS, "a", "2");
        put(SESSIONS, "b", "1");
        delete(SESSIONS, "b");
        delete(SESSIONS, "c");
        put(SESSIONS, "c", "1");
        write(100);

        assertThat(keys(SESSIONS, "")).containsExactly("a=2", "c=1");
    }

    @Test
    void shouldDeleteARangeWithoutItsEnd() throws IOException {
        for (String key : List.of("a", "b", "ba", "c", "d")) {
            put(SESSIONS, key, "1");
            put(RETAINED, key, "1");
        }
        batch.deleteRange(SESSIONS, bytes("b"), 0, 1, bytes("d"), 0, 1);
        batch.deleteRange(SESSIONS, bytes("d"), 0, 1, bytes("d"), 0, 1);
        batch.deleteRange(SESSIONS, bytes("\u00ff"), 0, 1, bytes("a"), 0, 1);
        put(SESSIONS, "c", "again");
        write(100);

        assertThat(keys(SESSIONS, "")).containsExactly("a=1", "c=again", "d=1");
        assertThat(keys(RETAINED, "")).hasSize(5);
    }

    @Test
    void shouldDeleteWhatBeginsAlike() throws IOException {
        for (String key : List.of("a", "b", "b\u00ff", "b\u00ff\u00ff\u00ff", "c")) {
            put(SESSIONS, key, "1");
        }
        put(SESSIONS + 1, "", "next table");
        write(100);

        batch.deletePrefix(SESSIONS, bytes("b\u00ff"), 0, 2);
        write(200);
        assertThat(keys(SESSIONS, "")).containsExactly("a=1", "b=1", "c=1");

        batch.deletePrefix(SESSIONS, bytes(""), 0, 0);
        write(300);
        assertThat(keys(SESSIONS, "")).isEmpty();
        assertThat(keys(SESSIONS + 1, "")).containsExactly("=next table");
    }

    @Test
    void shouldVisitAPrefixInOrderOfUnsignedBytes() throws IOException {
        for (String key :
                List.of("s\u0080", "s", "t", "s\u0001", "r", "s\u00ff\u00ff", "s\u007f")) {
            put(SESSIONS, key, "1");
        }
        put(StateBatch.LAST_TABLE, "s", "last table");
        write(100);

        assertThat(keys(SESSIONS, "s"))
                .containsExactly("s=1", "s\u0001=1", "s\u007f=1", "s\u0080=1", "s\u00ff\u00ff=1");
        assertThat(keys(StateBatch.LAST_TABLE, "")).containsExactly("s=last table");
    }

    @Test
    void shouldVisitFromAKeyOnWhatBeginsLikeIt() throws IOException {
        for (String key : List.of("qa1", "qa3", "qa7", "qb2", "pa9")) {
            put(SESSIONS, key, "1");
        }
        write(100);
        List<String> seen = new ArrayList<>();

        store().forEachFrom(
                        SESSIONS,
                        bytes("qa2"),
                        0,
                        3,
                        2,
                        (key, at, length, value, valueAt, valueLength) ->
                                seen.add(key.getStringWithoutLengthAscii(at, length)));

        assertThat(seen).containsExactly("qa3", "qa7");
    }

    @Test
    void shouldStopWhenTheVisitorHasSeenEnough() throws IOException {
        put(SESSIONS, "a", "1");
        put(SESSIONS, "b", "1");
        write(100);
        int[] seen = {0};

        store().forEach(SESSIONS, bytes(""), 0, 0, (k, ko, kl, v, vo, vl) -> ++seen[0] < 1);

        assertThat(seen[0]).isEqualTo(1);
    }

    @Test
    void shouldKeepLongKeysAndValues() throws IOException {
        String key = "k".repeat(StateBatch.KEY_BYTES_MAX);
        String value = "v".repeat(1 << 20);
        put(SESSIONS, key, value);
        write(100);

        assertThat(get(SESSIONS, key)).isEqualTo(value);
        assertThat(keys(SESSIONS, "kk")).containsExactly(key + "=" + value);
        assertThatThrownBy(() -> put(SESSIONS, key + "k", ""))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> put(StateBatch.LAST_TABLE + 1, "", ""))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldSayHowLongAValueIsThatDoesNotFit() throws IOException {
        put(SESSIONS, "a", "12345");
        write(100);
        UnsafeBuffer small = new UnsafeBuffer(new byte[2]);

        assertThat(store().get(SESSIONS, bytes("a"), 0, 1, small)).isEqualTo(5);
        assertThat(small.getStringWithoutLengthAscii(0, 2)).isEqualTo("12");
    }

    @Test
    void shouldKeepWhatWasFlushedAndThePointWithIt() throws IOException {
        put(SESSIONS, "a", "1");
        write(100);
        put(SESSIONS, "b", "1");
        write(200);
        store().flush();
        assertThat(store().flushedPosition()).isEqualTo(200);

        reopen();

        assertThat(keys(SESSIONS, "")).containsExactly("a=1", "b=1");
        assertThat(store().applied().journalPosition()).isEqualTo(200);
        assertThat(store().applied().shardPositions()).containsExactly(200, 201, 202);
        assertThat(store().flushedPosition()).isEqualTo(200);
        assertThat(store().keptPosition()).isBetween(1L, 200L);
    }

    @Test
    void shouldLoseABatchAndItsPointTogether() throws IOException {
        put(SESSIONS, "a", "1");
        write(100);
        store().flush();
        put(SESSIONS, "a", "2");
        put(SESSIONS, "b", "2");
        write(200);

        reopen();

        assertThat(keys(SESSIONS, "")).containsExactly("a=1");
        assertThat(store().applied().journalPosition()).isEqualTo(100);
    }

    @Test
    void shouldLoseEverythingThatWasNeverFlushed() throws IOException {
        put(SESSIONS, "a", "1");
        write(100);

        reopen();

        assertThat(keys(SESSIONS, "")).isEmpty();
        assertThat(store().applied().journalPosition()).isZero();
    }

    @Test
    void shouldMoveThePointWithoutAnyChange() throws IOException {
        put(SESSIONS, "a", "1");
        write(100);
        write(200);
        store().flush();

        reopen();

        assertThat(store().applied().journalPosition()).isEqualTo(200);
        assertThat(keys(SESSIONS, "")).containsExactly("a=1");
    }

    @Test
    void shouldKeepAnOlderStateAndSayFromWhereItNeedsTheJournal() throws IOException {
        for (int position = 100; position <= 500; position += 100) {
            put(SESSIONS, "a", "at " + position);
            write(position);
            store().flush();
        }

        assertThat(store().flushedPosition()).isEqualTo(500);
        assertThat(store().keptPosition()).isEqualTo(400);
    }

    final void put(int table, String key, String value) {
        batch.put(table, bytes(key), 0, key.length(), bytes(value), 0, value.length());
    }

    final void delete(int table, String key) {
        batch.delete(table, bytes(key), 0, key.length());
    }

    final void write(long position) throws IOException {
        long[] shards = {position, position + 1, position + 2};
        store().write(batch, new JournalPoint(position, shards));
        batch.clear();
    }

    final @Nullable String get(int table, String key) throws IOException {
        UnsafeBuffer value = new UnsafeBuffer(new byte[2 << 20]);
        int length = store().get(table, bytes(key), 0, key.length(), value);
        return length == StateStore.ABSENT ? null : string(value, 0, length);
    }

    final List<String> keys(int table, String prefix) throws IOException {
        List<String> found = new ArrayList<>();
        store().forEach(
                        table,
                        bytes(prefix),
                        0,
                        prefix.length(),
                        (key, keyAt, keyLength, value, valueAt, valueLength) ->
                                found.add(
                                        string(key, keyAt, keyLength)
                                                + "="
                                                + string(value, valueAt, valueLength)));
        return found;
    }

    private static String string(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new String(bytes, ISO_8859_1);
    }

    static UnsafeBuffer bytes(String string) {
        return new UnsafeBuffer(string.getBytes(ISO_8859_1));
    }
}
