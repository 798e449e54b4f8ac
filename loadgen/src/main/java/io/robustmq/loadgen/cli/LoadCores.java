package io.robustmq.loadgen.cli;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.core.TransportChoice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The running cores of this process, as the options asked for them. */
final class LoadCores implements AutoCloseable {
    private final Cores cores;
    private final String transport;

    private LoadCores(Cores cores, String transport) {
        this.cores = cores;
        this.transport = transport;
    }

    /**
     * @param duties by core, from 0
     */
    static LoadCores start(CoreOptions options, IntFunction<CoreDuty> duties) throws IOException {
        TransportChoice choice = TransportChoice.resolve(options.transport());
        CoreConfig first = CoreConfig.of(choice.kind()).withIdle(options.idle);
        List<CoreConfig> configs = new ArrayList<>();
        for (int i = 0; i < options.count; i++) {
            int cpu = options.pin < 0 ? CoreConfig.UNPINNED : options.pin + i;
            configs.add(first.forCore(i, cpu));
        }
        Cores started = Cores.start(configs, core -> duties.apply(core.index()));
        return new LoadCores(started, choice.reason());
    }

    List<Core> list() {
        return cores.all();
    }

    /** The one really in use, and why not a better one. */
    String transport() {
        return transport;
    }

    @Override
    public void close() {
        cores.close();
    }
}
