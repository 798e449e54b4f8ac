package io.robustmq.loadgen.mqtt;

import io.robustmq.transport.net.Endpoint;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why a connection could not be made, in one line: where to, and the innermost reason. */
final class ConnectFault {
    private ConnectFault() {}

    static String line(Endpoint endpoint, IOException failure) {
        @Nullable Throwable cause = failure;
        String why = String.valueOf(failure.getMessage());
        while ((cause = cause.getCause()) != null) {
            why = cause.getMessage() == null ? why : cause.getMessage();
        }
        return endpoint.address().getHostString() + ":" + endpoint.address().getPort() + ": " + why;
    }
}
