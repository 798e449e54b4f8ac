package io.robustmq.transport.net.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.FakeCore;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AcceptHandlerTest {
    private final FakeCore core = new FakeCore();
    private final ChannelCore shared = Pipelines.sharedOf(core);
    private final EmbeddedChannel server = new EmbeddedChannel();

    AcceptHandlerTest() {
        server.pipeline().addLast(new AcceptHandler("test", shared, server, socket -> {}));
    }

    @Test
    void shouldPauseInsteadOfSpinningWhenDescriptorsRunOut() { // O8
        server.pipeline().fireExceptionCaught(new IOException("accept: Too many open files"));
        server.pipeline().fireExceptionCaught(new IOException("accept: Too many open files"));
        assertThat(server.config().isAutoRead()).isFalse();
        assertThat(core.armedTimers()).isEqualTo(1);

        core.advanceNs(AcceptHandler.PAUSE_NS);

        assertThat(server.config().isAutoRead()).isTrue();
        assertThat(core.armedTimers()).isZero();
        assertThat(shared.cells().get(CoreCell.ERRORS)).isEqualTo(2);
    }

    @Test
    void shouldForgetThePauseWithTheListener() {
        server.pipeline().fireExceptionCaught(new IOException("accept: Too many open files"));

        server.close();

        assertThat(core.armedTimers()).isZero();
    }
}
