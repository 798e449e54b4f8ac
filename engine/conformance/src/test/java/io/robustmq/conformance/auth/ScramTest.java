package io.robustmq.conformance.auth;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.properties;
import static io.robustmq.conformance.wire.Bytes.repeat;
import static io.robustmq.conformance.wire.Bytes.text;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Packet.Connack;
import io.robustmq.conformance.wire.Packet.Reason;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import io.robustmq.conformance.wire.WireClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Enhanced authentication by SCRAM-SHA-256 (MQTT 5.0 §4.12, RFC 5802, RFC 7677). */
@Settings(value = "auth.users=" + UsersFixture.FILE, after = UsersFixture.class)
@ExtendWith(BrokerExtension.class)
class ScramTest {
    private static final String METHOD = "SCRAM-SHA-256";
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";

    private final TestBroker broker;

    ScramTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    @Statement({"MQTT5:4.12.0-2", "MQTT5:4.12.0-5", "MQTT5:3.15.2-1", "MQTT5:3.2.0-1"})
    void shouldAdmitWhoKnowsThePassword() {
        WireClient client = broker.open();
        client.send(connect("alice"));
        Reason challenge = client.receive().reason(Packet.AUTH);
        assertThat(challenge.reason()).isEqualTo(0x18);
        assertThat(challenge.properties().text(Property.AUTH_METHOD)).isEqualTo(METHOD);
        Proof proof = new Proof("alice", "wonderland", challenge);

        client.send(auth(0x18, proof.clientFinal()));

        Connack connack = client.receive().connack(V5);
        assertThat(connack.code()).isZero();
        assertThat(connack.properties().text(Property.AUTH_METHOD)).isEqualTo(METHOD);
        assertThat(connack.properties().data(Property.AUTH_DATA))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(proof.serverFinal());
        client.send(0xC0, 0).expect(0xD0, 0);
    }

    @Test
    @Statement({"MQTT5:4.12.0-4", "MQTT5:3.1.4-2", "MQTT5:3.1.4-6"})
    void shouldRefuseAWrongPassword() {
        WireClient client = broker.open();
        client.send(connect("alice"));
        Proof wrong = new Proof("alice", "guessed", client.receive().reason(Packet.AUTH));

        client.send(auth(0x18, wrong.clientFinal()));

        assertThat(client.receive().connack(V5).code()).isIn(0x86, 0x87);
        client.expectClosed();
    }

    @Test
    @Statement("MQTT5:4.12.0-4")
    void shouldRefuseNonsense() {
        for (byte[] data :
                new byte[][] {new byte[0], text("n,,"), text("y,,n=alice"), repeat('x', 5_000)}) {
            broker.open()
                    .send(
                            Connect.as(V5, Names.clientId())
                                    .with(Property.authMethod(METHOD), Property.authData(data))
                                    .bytes())
                    .expectRefused(V5);
        }
    }

    @Test
    @Statement({"MQTT5:4.12.0-4", "MQTT5:3.14.0-1"})
    void shouldRefuseAnotherPacketDuringTheExchange() {
        WireClient client = broker.open();
        client.send(connect("alice"));
        client.receive();

        client.send(Publish.to("home/a", "x").bytes(V5)).expectRefused(V5);
    }

    @Test
    @Statement({"MQTT5:4.12.0-5", "MQTT5:4.12.0-4"})
    void shouldRefuseAnotherMethodDuringTheExchange() {
        WireClient client = broker.open();
        client.send(connect("alice"));
        client.receive();

        client.send(packet(0xF0, bytes(0x18), properties(Property.authMethod("PLAIN"))))
                .expectRefused(V5);
    }

    @Test
    @Statement({"MQTT5:4.12.0-5", "MQTT5:3.15.2-1"})
    void shouldAuthenticateAgain() {
        WireClient client = admitted();

        client.send(auth(0x19, text("n,,n=alice,r=" + NONCE)));
        Reason challenge = client.receive().reason(Packet.AUTH);
        assertThat(challenge.reason()).isEqualTo(0x18);
        client.send(auth(0x18, new Proof("alice", "wonderland", challenge).clientFinal()));
        Reason done = client.receive().reason(Packet.AUTH);

        assertThat(done.reason()).isZero();
        assertThat(done.properties().text(Property.AUTH_METHOD)).isEqualTo(METHOD);
        client.send(0xC0, 0).expect(0xD0, 0);
    }

    @Test
    void shouldServeWhileItAuthenticatesAgain() {
        WireClient client = admitted();

        client.send(auth(0x19, text("n,,n=alice,r=" + NONCE))).receive();

        client.send(0xC0, 0).expect(0xD0, 0); // §4.12.1: the old authentication holds meanwhile.
    }

    @Test
    @Statement("MQTT5:4.12.1-2")
    void shouldThrowOutWhenAuthenticatingAgainFails() {
        WireClient client = admitted();
        client.send(auth(0x19, text("n,,n=alice,r=" + NONCE)));
        Proof wrong = new Proof("alice", "guessed", client.receive().reason(Packet.AUTH));

        client.send(auth(0x18, wrong.clientFinal())).expectDisconnect(0x87, 0x86);
    }

    @Test
    @Statement({"MQTT5:3.15.1-1", "MQTT5:3.15.2-1"})
    void shouldThrowOutOnMalformedAuth() {
        admitted().send(packet(0xF1, bytes(0x18))).expectDisconnect(0x81);
        admitted()
                .send(packet(0xF0, bytes(0x42), properties(Property.authMethod(METHOD))))
                .expectDisconnect(0x81, 0x82);
    }

    @Test
    @Statement({"MQTT5:3.15.2-2", "MQTT5:3.15.2-3"})
    void shouldKeepAuthWithinTheClientsMaximum() {
        WireClient client = broker.open();

        client.send(
                Connect.as(V5, Names.clientId())
                        .with(
                                Property.maximumPacketSize(200),
                                Property.authMethod(METHOD),
                                Property.authData(text("n,,n=alice,r=" + NONCE)))
                        .bytes());

        assertThat(client.receive().reason(Packet.AUTH).reason()).isEqualTo(0x18);
        assertThat(client.longestBytes()).isLessThanOrEqualTo(200);
    }

    private WireClient admitted() {
        WireClient client = broker.open();
        client.send(connect("alice"));
        Proof proof = new Proof("alice", "wonderland", client.receive().reason(Packet.AUTH));
        client.send(auth(0x18, proof.clientFinal()));
        assertThat(client.receive().connack(V5).code()).isZero();
        return client;
    }

    private static byte[] connect(String user) {
        return Connect.as(V5, Names.clientId())
                .with(
                        Property.authMethod(METHOD),
                        Property.authData(text("n,,n=" + user + ",r=" + NONCE)))
                .bytes();
    }

    private static byte[] auth(int reason, byte[] data) {
        return packet(
                0xF0,
                bytes(reason),
                properties(Property.authMethod(METHOD), Property.authData(data)));
    }

    /** The client's arithmetic of RFC 5802 §3, with the nonce of RFC 7677 §3. */
    private static final class Proof {
        private final String withoutProof;
        private final byte[] saltedPassword;
        private final byte[] authMessage;

        Proof(String user, String password, Reason challenge) {
            String serverFirst =
                    new String(
                            challenge.properties().data(Property.AUTH_DATA),
                            StandardCharsets.US_ASCII);
            String[] fields = serverFirst.split(",");
            String nonce = fields[0].substring("r=".length());
            assertThat(nonce).startsWith(NONCE).hasSizeGreaterThan(NONCE.length());
            byte[] salt = Base64.getDecoder().decode(fields[1].substring("s=".length()));
            int iterations = Integer.parseInt(fields[2].substring("i=".length()));
            assertThat(iterations).isGreaterThanOrEqualTo(4_096);
            withoutProof = "c=biws,r=" + nonce;
            saltedPassword = pbkdf2(password, salt, iterations);
            authMessage =
                    text("n=" + user + ",r=" + NONCE + "," + serverFirst + "," + withoutProof);
        }

        byte[] clientFinal() {
            byte[] clientKey = hmac(saltedPassword, text("Client Key"));
            byte[] signature = hmac(sha256(clientKey), authMessage);
            for (int i = 0; i < signature.length; i++) {
                signature[i] ^= clientKey[i];
            }
            return text(withoutProof + ",p=" + Base64.getEncoder().encodeToString(signature));
        }

        String serverFinal() {
            byte[] signature = hmac(hmac(saltedPassword, text("Server Key")), authMessage);
            return "v=" + Base64.getEncoder().encodeToString(signature);
        }

        private static byte[] pbkdf2(String password, byte[] salt, int iterations) {
            try {
                return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(
                                new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
                        .getEncoded();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private static byte[] hmac(byte[] key, byte[] message) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                return mac.doFinal(message);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private static byte[] sha256(byte[] input) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(input);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
