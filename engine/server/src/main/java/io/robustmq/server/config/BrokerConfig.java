package io.robustmq.server.config;

import static io.robustmq.kernel.ConfigException.require;

import io.robustmq.admin.AdminConfig;
import io.robustmq.kafka.KafkaConfig;
import io.robustmq.kernel.EngineConfig;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.security.AuthConfig;
import io.robustmq.transport.net.TransportKind;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, checked. Only the launcher sees all of it; everything else takes its own
 * record.
 *
 * @param transport null lets the machine decide
 * @param tls null without a certificate
 */
public record BrokerConfig(
        NodeConfig node,
        EngineConfig engine,
        StorageConfig storage,
        @Nullable TransportKind transport,
        MqttConfig mqtt,
        KafkaConfig kafka,
        @Nullable TlsConfig tls,
        AdminConfig admin,
        AuthConfig auth) {
    public BrokerConfig {
        requireCertificate(tls, "mqtt.tls", mqtt.listeners().tls());
        requireCertificate(tls, "mqtt.wss", mqtt.listeners().wss());
        requireCertificate(tls, "kafka.tls", kafka.listeners().tls());
        requireApart(engine.cores(), kafka.listeners().tcp(), kafka.listeners().tls());
        requireSafe(auth, "mqtt.tcp", mqtt.listeners().tcp());
        requireSafe(auth, "mqtt.tls", mqtt.listeners().tls());
        requireSafe(auth, "mqtt.ws", mqtt.listeners().ws());
        requireSafe(auth, "mqtt.wss", mqtt.listeners().wss());
        requireSafe(auth, "kafka.tcp", kafka.listeners().tcp());
        requireSafe(auth, "kafka.tls", kafka.listeners().tls());
        requireSafe(auth, "admin.http", admin.http());
    }

    /** Of Kafka's listeners each core has its own port. */
    private static void requireApart(
            int cores, @Nullable InetSocketAddress tcp, @Nullable InetSocketAddress tls) {
        boolean isApart =
                tcp == null
                        || tls == null
                        || tcp.getPort() == 0
                        || tls.getPort() == 0
                        || Math.abs(tcp.getPort() - tls.getPort()) >= cores;
        require(
                isApart,
                "kafka.tls",
                String.valueOf(tls),
                "at least as many ports from kafka.tcp as engine.cores has cores");
    }

    private static void requireCertificate(
            @Nullable TlsConfig tls, String key, @Nullable InetSocketAddress listener) {
        require(
                listener == null || tls != null,
                key,
                String.valueOf(listener),
                "off while tls.certificate is off");
    }

    /** A listener that other machines reach needs users, or the word that everybody is welcome. */
    private static void requireSafe(
            AuthConfig auth, String key, @Nullable InetSocketAddress listener) {
        require(
                listener == null
                        || listener.getAddress().isLoopbackAddress()
                        || auth.mayLeaveLoopback(),
                key,
                String.valueOf(listener),
                "a loopback address unless auth.users or auth.anonymous=true is set");
    }
}
