package io.robustmq.server;

import io.robustmq.admin.Exposition;
import io.robustmq.admin.MetricSource;

/** What {@code engine.memory} is shared out to: the limits of what cores show as used. */
final class MemoryMetrics implements MetricSource {
    private final MemoryPlan plan;

    MemoryMetrics(MemoryPlan plan) {
        this.plan = plan;
    }

    @Override
    public void writeTo(Exposition out) {
        out.gauge("robustmq_memory_planned_bytes", "parts of engine.memory, of all cores together");
        part(out, "reads", plan.cores() * plan.readBytes());
        part(out, "inboxes", plan.cores() * plan.inboxBytes());
        part(out, "journal", plan.cores() * plan.journalBytes());
        part(out, "blocks", plan.cores() * plan.outputBytes());
        part(out, "large_payloads", plan.cores() * plan.bodyBytes());
        part(out, "rings", plan.ringsBytes());
        part(out, "large_messages", plan.pairs() * plan.largeMessageBytes());
        out.gauge("jvm_memory_direct_limit_bytes", "what direct buffers may take together")
                .sample("", DirectMemory.limitBytes());
    }

    private static void part(Exposition out, String name, long bytes) {
        out.sample(Exposition.label("part", name), bytes);
    }
}
