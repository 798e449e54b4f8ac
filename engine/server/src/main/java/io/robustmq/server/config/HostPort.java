package io.robustmq.server.config;

import java.net.InetSocketAddress;

/** {@code 127.0.0.1:1883}, {@code [::1]:1883}, {@code localhost:0}. */
final class HostPort {
    private HostPort() {}

    /**
     * @throws IllegalArgumentException not of that shape, or the host has no address
     */
    static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(text);
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(text);
        }
        InetSocketAddress address =
                new InetSocketAddress(
                        bracketed ? host.substring(1, host.length() - 1) : host,
                        Integer.parseInt(text.substring(colon + 1)));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(text);
        }
        return address;
    }
}
