package io.robustmq.loadgen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.loadgen.server.NullServer;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.core.TransportChoice;
import io.robustmq.transport.net.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole commands, from options to exit code, against a null echo. */
class VisitCommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "connect --connections 200 --rate 2k --require failed=0",
                "connect --connections 200 --rate 2k --idle adaptive --require failed=0",
                "sessions --sessions 200 --subscriptions 3 --rate 2k --require failed=0",
                "churn --duration 1s --rate 100 --cores 2 --require failed=0",
            })
    void shouldSeeEveryVisitorArrive(String visits) throws Exception {
        NullServer server = new NullServer(NullServer.Kind.ECHO, 1, 16);
        CoreConfig config = CoreConfig.of(TransportChoice.resolve(null).kind());
        try (Cores serving = Cores.start(config, core -> server.duty(0))) {
            Endpoint any =
                    Endpoint.tcp(
                            "test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = serving.core(0).listen(any, server.acceptor(0)).port();

            int exitCode = BenchCommand.run(("mqtt " + visits + " --port " + port).split(" "));

            assertThat(exitCode).isZero();
        }
    }
}
