package io.robustmq.transport.net.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.net.EchoHandler;
import io.robustmq.transport.net.TransportKind;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Plain TCP: who has said all may still listen. */
@ParameterizedClass
@MethodSource("transports")
class HalfCloseTest {
    private final TransportKind kind;

    HalfCloseTest(TransportKind kind) {
        this.kind = kind;
    }

    static List<TransportKind> transports() {
        return Transports.available();
    }

    @Test
    void shouldAnswerAPeerThatHasSentItsFin() throws Exception {
        byte[] sent = ByteStream.bytes(0, 50_000);
        try (Rig rig = new Rig(kind)) {
            Socket client = rig.socket(rig.listen(null, null, EchoHandler::new));

            client.getOutputStream().write(sent);
            client.shutdownOutput();

            assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
        }
    }
}
