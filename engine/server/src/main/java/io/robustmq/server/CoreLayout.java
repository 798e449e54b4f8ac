package io.robustmq.server;

import io.robustmq.kernel.EngineConfig;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.IdlePolicy;
import io.robustmq.transport.net.TransportKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which cores there are, where each runs, and what it may take. */
final class CoreLayout {
    private CoreLayout() {}

    static List<CoreConfig> of(EngineConfig engine, TransportKind transport, MemoryPlan memory) {
        CoreConfig first =
                CoreConfig.of(transport)
                        .withIdle(idlePolicy(engine.idle()))
                        .withOutputBytes(memory.outputBytes());
        List<CoreConfig> cores = new ArrayList<>();
        for (int core = 0; core < engine.cores(); core++) {
            cores.add(first.forCore(core, cpuOf(engine, core)));
        }
        return cores;
    }

    private static int cpuOf(EngineConfig engine, int core) {
        return isPinned(engine) ? engine.firstCpu() + core : CoreConfig.UNPINNED;
    }

    private static boolean isPinned(EngineConfig engine) {
        return engine.firstCpu() != EngineConfig.UNPINNED;
    }

    private static IdlePolicy idlePolicy(EngineConfig.Idle idle) {
        return switch (idle) {
            case ADAPTIVE -> IdlePolicy.ADAPTIVE;
            case SPIN -> IdlePolicy.SPIN;
        };
    }

    /** For the banner. */
    static String inWords(EngineConfig engine) {
        return "%d, idle %s, %s"
                .formatted(
                        engine.cores(),
                        engine.idle().name().toLowerCase(Locale.ROOT),
                        isPinned(engine) ? "pinned from CPU " + engine.firstCpu() : "not pinned");
    }
}
