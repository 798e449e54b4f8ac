package io.robustmq.kernel.shard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.state.RocksConfig;
import io.robustmq.storage.state.RocksState;
import io.robustmq.storage.state.StateBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events longer than a frame, wherever the tables end. */
class EventTablesTest {
    private static final int SHARDS = 2;
    private static final int EVENT = 7;
    private static final int EVENTS = 9;

    /** The table that the events of this test write: each its own text under its shard. */
    private static final int TEXTS = 77;

    @TempDir private Path directory;
    private final List<Frame> frames = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();

    private record Frame(int shard, int type, long position, byte[] payload) {}

    @Test
    void shouldMakeEventsWholeWhateverPartTheTablesEndBehind() throws IOException {
        for (int i = 0; i < 3; i++) {
            part(0, EventParts.FIRST, "first" + i + ",");
            part(1, EventParts.FIRST, "other" + i + ",");
            part(0, EventParts.MIDDLE, "middle,");
            part(1, EventParts.LAST, last("end"));
            part(0, EventParts.LAST, last("last"));
            part(1, EVENT, "short" + i);
        }

        for (int cut = 0; cut <= frames.size(); cut++) {
            seen.clear();
            RocksState store =
                    RocksState.open(RocksConfig.of(directory.resolve("cut" + cut), SHARDS));
            apply(store, frames.subList(0, cut));
            int before = seen.size();
            apply(store, frames.subList(cut, frames.size()));

            assertThat(seen).as("cut at " + cut).hasSize(EVENTS).contains("0first1,middle,last");
            assertThat(parts(store)).as("cut at " + cut).isZero();
            assertThat(before).isLessThanOrEqualTo(EVENTS);
            store.close();
        }
    }

    @Test
    void shouldGiveAStartTheBeginningsThatTheTablesHold() throws IOException {
        part(1, EventParts.FIRST, "a,");
        part(1, EventParts.MIDDLE, "b,");
        part(1, EventParts.LAST, last("c"));
        RocksState store = RocksState.open(RocksConfig.of(directory, SHARDS));
        apply(store, frames.subList(0, 2));
        EventAssembler events =
                new EventAssembler((shard, type, event, offset, length) ->
                        seen.add(shard + event.getStringWithoutLengthAscii(offset, length)));

        EventTables.begun(store, SHARDS, events);
        Frame rest = frames.getLast();
        events.onFrame(1, rest.type(), 0, 0, new UnsafeBuffer(rest.payload()), 0, 5);

        assertThat(seen).containsExactly("1a,b,c");
        store.close();
    }

    @Test
    void shouldForgetTheBeginningOfAnEventThatBeginsAnew() throws IOException {
        part(0, EventParts.FIRST, "lost,");
        part(0, EventParts.FIRST, "a,");
        part(0, EventParts.LAST, last("b"));
        RocksState store = RocksState.open(RocksConfig.of(directory, SHARDS));

        for (Frame frame : frames) { // the tables end behind each
            apply(store, List.of(frame));
        }

        assertThat(seen).containsExactly("0a,b");
        assertThat(parts(store)).isZero();
        store.close();
    }

    /** One life of the applier, which ends with what it applied written. */
    private void apply(RocksState store, List<Frame> of) throws IOException {
        EventApplier.AtOnce events = this::onEvent;
        EventTables tables = new EventTables(events, store, SHARDS);
        StateBatch batch = new StateBatch();
        for (Frame frame : of) {
            UnsafeBuffer payload = new UnsafeBuffer(frame.payload());
            tables.apply(
                    frame.shard(),
                    frame.type(),
                    frame.position(),
                    payload,
                    0,
                    payload.capacity(),
                    batch);
        }
        store.write(batch, JournalPoint.start(SHARDS));
    }

    private void onEvent(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        assertThat(type).isEqualTo(EVENT);
        seen.add(shard + event.getStringWithoutLengthAscii(offset, length));
        batch.put(TEXTS, event, offset, length, event, offset, length);
    }

    private void part(int shard, int type, String payload) {
        frames.add(new Frame(shard, type, frames.size(), payload.getBytes(US_ASCII)));
    }

    /** The event's type in front, as a LAST has it. */
    private static String last(String rest) {
        return (char) EVENT + "\0\0\0" + rest;
    }

    private static int parts(RocksState store) throws IOException {
        int[] rows = {0};
        store.forEach(
                Tables.PARTS,
                new UnsafeBuffer(new byte[0]),
                0,
                0,
                (key, keyAt, keyLength, value, at, length) -> ++rows[0] > 0);
        return rows[0];
    }
}
