package io.robustmq.loadgen.cli;

import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TlsContext;
import io.robustmq.transport.net.channel.KeyWorkers;
import org.jspecify.annotations.Nullable;

/**
 * The broker of a run, and what reaching it holds; closed once no core uses it any more.
 *
 * @param keyWorkers of the endpoint's TLS; null without TLS
 */
record Target(Endpoint endpoint, @Nullable KeyWorkers keyWorkers) implements AutoCloseable {
    @Override
    public void close() {
        TlsContext tls = endpoint.tls();
        if (tls != null) {
            tls.close();
        }
        if (keyWorkers != null) {
            keyWorkers.close();
        }
    }
}
