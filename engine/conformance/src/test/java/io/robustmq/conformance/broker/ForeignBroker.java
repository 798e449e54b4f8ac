package io.robustmq.conformance.broker;

import io.robustmq.conformance.broker.TestBroker.Listener;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** A broker that was not started by the tests, told by system properties. */
final class ForeignBroker {
    private ForeignBroker() {}

    static Map<Listener, InetSocketAddress> listeners(String tcp) {
        Map<Listener, InetSocketAddress> listeners = new EnumMap<>(Listener.class);
        listeners.put(Listener.TCP, address(tcp));
        for (Listener listener : Listener.values()) {
            String address =
                    System.getProperty("robustmq.test." + listener.name().toLowerCase(Locale.ROOT));
            if (address != null) {
                listeners.put(listener, address(address));
            }
        }
        return listeners;
    }

    private static InetSocketAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return new InetSocketAddress(
                hostAndPort.substring(0, colon),
                Integer.parseInt(hostAndPort.substring(colon + 1)));
    }
}
