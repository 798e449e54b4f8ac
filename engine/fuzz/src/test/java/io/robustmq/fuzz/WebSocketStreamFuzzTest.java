package io.robustmq.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.robustmq.transport.net.channel.WebSocketFuzz;

/**
 * What a WebSocket peer may send, through the pipeline of a real connection, in reads of any
 * length.
 */
class WebSocketStreamFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void shouldSurviveAnyFrames(byte[] bytes) {
        WebSocketFuzz.frames(bytes);
    }

    @FuzzTest(maxDuration = "20s")
    void shouldSurviveAnyHandshake(byte[] bytes) {
        WebSocketFuzz.handshake(bytes);
    }
}
