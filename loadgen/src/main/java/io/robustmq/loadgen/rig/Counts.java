package io.robustmq.loadgen.rig;

import java.util.List;

/**
 * All lanes' counts added up at about one moment; names as in {@link Tally}.
 *
 * @param atNs when, nanoTime
 * @param closed connections that ended by themselves
 * @param reached deliveries there should have been by the newest ones; only after the run settled
 * @param busyNs of the busiest lane
 */
public record Counts(
        long atNs,
        long sent,
        long received,
        long duplicated,
        long reordered,
        long foreign,
        long corrupt,
        long acknowledged,
        long refused,
        long closed,
        long reached,
        long lastReceivedNs,
        long busyNs) {

    static Counts of(List<Lane> lanes) {
        return new Counts(
                System.nanoTime(),
                sum(lanes, LaneCells.SENT),
                sum(lanes, LaneCells.RECEIVED),
                sum(lanes, LaneCells.DUPLICATED),
                sum(lanes, LaneCells.REORDERED),
                sum(lanes, LaneCells.FOREIGN),
                sum(lanes, LaneCells.CORRUPT),
                sum(lanes, LaneCells.ACKNOWLEDGED),
                sum(lanes, LaneCells.REFUSED),
                sum(lanes, LaneCells.CLOSED),
                sum(lanes, LaneCells.REACHED),
                latest(lanes),
                busiest(lanes));
    }

    private static long sum(List<Lane> lanes, int cell) {
        return lanes.stream().mapToLong(lane -> lane.cells().get(cell)).sum();
    }

    private static long latest(List<Lane> lanes) {
        return lanes.stream()
                .mapToLong(lane -> lane.cells().get(LaneCells.LAST_RECEIVED_NS))
                .max()
                .orElse(0);
    }

    private static long busiest(List<Lane> lanes) {
        return lanes.stream()
                .mapToLong(lane -> lane.cells().get(LaneCells.BUSY_NS))
                .max()
                .orElse(0);
    }

    /** Deliveries that came for the first time. */
    public long delivered() {
        return received - duplicated;
    }
}
