package io.robustmq.mqtt.metrics;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Who reads a counter twice never sees half a value, nor an earlier one. */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 4294967297", "4294967297, 4294967297"},
        expect = Expect.ACCEPTABLE)
@Outcome(
        id = {"0, 8589934594", "4294967297, 8589934594", "8589934594, 8589934594"},
        expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, or back in time")
@State
public class MqttCountersStress {
    private static final long BOTH_HALVES = (1L << 32) + 1;

    private final MqttCounters counters = new MqttCounters();

    @Actor
    public void owner() {
        counters.add(MqttMetric.DROPPED_EXPIRED, BOTH_HALVES);
        counters.add(MqttMetric.DROPPED_EXPIRED, BOTH_HALVES);
    }

    @Actor
    public void reader(JJ_Result seen) {
        seen.r1 = counters.get(MqttMetric.DROPPED_EXPIRED);
        seen.r2 = counters.get(MqttMetric.DROPPED_EXPIRED);
    }
}
