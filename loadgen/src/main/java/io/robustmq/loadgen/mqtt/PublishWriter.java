package io.robustmq.loadgen.mqtt;

import io.robustmq.loadgen.rig.Outlet;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/** Fills a connection's output with PUBLISH packets, several to a claim. */
@OwnedBy(Core.class)
final class PublishWriter implements Outlet {
    /** Claimed at once at most: what the end of an output block may leave unused. */
    private static final int RUN_BYTES = 8 << 10;

    private final Connection connection;
    private final PublishTemplate template;
    private final long stampBase;
    private final @Nullable InFlight inFlight;
    private final int packetsPerRun;

    /**
     * @param stampBase the stamp of sequence 0
     * @param inFlight null for QoS 0
     */
    PublishWriter(
            Connection connection,
            PublishTemplate template,
            long stampBase,
            @Nullable InFlight inFlight) {
        this.connection = connection;
        this.template = template;
        this.stampBase = stampBase;
        this.inFlight = inFlight;
        this.packetsPerRun = Math.max(1, RUN_BYTES / template.length());
    }

    @Override
    public int send(long firstSequence, int count, long intendedNs) {
        int room = inFlight == null ? count : Math.min(count, inFlight.room());
        int sent = 0;
        while (sent < room) {
            int run = Math.min(room - sent, packetsPerRun);
            int at = connection.claim(run * template.length());
            if (at == Connection.BACK_PRESSURED) {
                break;
            }
            write(at, stampBase + firstSequence + sent, run, intendedNs);
            sent += run;
        }
        return sent;
    }

    private void write(int at, long firstWord, int run, long intendedNs) {
        MutableDirectBuffer out = connection.output();
        int length = template.length();
        for (int i = 0; i < run; i++, at += length) {
            template.write(out, at, firstWord + i, intendedNs);
        }
        if (inFlight != null) {
            writePacketIds(out, at - run * length, run, System.nanoTime());
        }
    }

    private void writePacketIds(MutableDirectBuffer out, int at, int run, long nowNs) {
        InFlight ids = inFlight;
        assert ids != null;
        for (int i = 0; i < run; i++, at += template.length()) {
            template.writePacketId(out, at, ids.take(nowNs));
        }
    }
}
