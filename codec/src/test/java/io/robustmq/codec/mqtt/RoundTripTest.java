package io.robustmq.codec.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.mqtt.decode.ConnectDecoder;
import io.robustmq.codec.mqtt.decode.PropertiesDecoder;
import io.robustmq.codec.mqtt.decode.PropertyLimits;
import io.robustmq.codec.mqtt.decode.PublishDecoder;
import io.robustmq.codec.mqtt.decode.SubscribeDecoder;
import io.robustmq.codec.mqtt.encode.ConnectEncoder;
import io.robustmq.codec.mqtt.encode.PropertiesWriter;
import io.robustmq.codec.mqtt.encode.PublishEncoder;
import io.robustmq.codec.mqtt.encode.SubscribeEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an encoder wrote of random fields, the decoder reads as the same fields. */
class RoundTripTest {
    private static final long SEED = 19_991_101;
    private static final int CASES = 5_000;
    private static final int AT = 5;

    private final Random random = new Random(SEED);
    private final AnyPacketDecoder fromClient =
            new AnyPacketDecoder(Sender.CLIENT, PropertyLimits.NONE);
    private final AnyPacketDecoder fromServer =
            new AnyPacketDecoder(Sender.SERVER, PropertyLimits.NONE);
    private UnsafeBuffer packet = new UnsafeBuffer(new byte[0]);

    @Test
    void shouldReadPublishAsWritten() throws MqttViolation {
        PublishEncoder encoder = new PublishEncoder();
        for (int i = 0; i < CASES; i++) {
            MqttVersion version = version();
            UnsafeBuffer topic = view(randomText(1, 40));
            UnsafeBuffer payload = view(randomText(0, 300));
            List<String> users = new ArrayList<>();
            PropertiesWriter forwarded = userProperties(users);
            int qos = random.nextInt(3);
            boolean dup = qos > 0 && random.nextBoolean();
            boolean retain = random.nextBoolean();
            int packetId = 1 + random.nextInt(0xFFFF);
            long expiry = random.nextBoolean() ? -1 : random.nextLong(1L << 32);
            int alias = random.nextInt(4) == 0 ? 1 + random.nextInt(0xFFFF) : 0;
            int[] ids = {1 + random.nextInt(268_435_455), 1 + random.nextInt(200)};
            int idCount = random.nextInt(3);
            encoder.topic(topic, 0, topic.capacity())
                    .payload(payload, 0, payload.capacity())
                    .properties(forwarded.buffer(), 0, forwarded.length())
                    .messageExpiryS(expiry)
                    .topicAlias(alias, alias != 0 && random.nextBoolean())
                    .subscriptionIdentifiers(ids, idCount);

            room(encoder.length(version, qos));
            encoder.encode(packet, AT, PublishEncoder.flags(dup, qos, retain), packetId);
            read(fromServer, version, i);

            PublishDecoder read = fromServer.publish;
            boolean v5 = version == MqttVersion.V5;
            assertThat(read.qos()).isEqualTo(qos);
            assertThat(read.dup()).isEqualTo(dup);
            assertThat(read.retain()).isEqualTo(retain);
            assertThat(read.packetId()).isEqualTo(qos == 0 ? 0 : packetId);
            assertThat(text(read.payloadOffset(), read.payloadLength())).isEqualTo(text(payload));
            if (read.topicLength() > 0) {
                assertThat(text(read.topicOffset(), read.topicLength())).isEqualTo(text(topic));
            }
            assertThat(read.topicAlias()).isEqualTo(v5 ? alias : 0);
            assertThat(read.messageExpiryS()).isEqualTo(v5 ? expiry : -1);
            if (read.hasProperties()) {
                assertThat(integers(read.properties(), PropertyId.SUBSCRIPTION_IDENTIFIER))
                        .isEqualTo(list(ids, idCount));
                assertThat(users(read.properties())).isEqualTo(users);
            }
        }
    }

    @Test
    void shouldReadConnectAsWritten() throws MqttViolation {
        for (int i = 0; i < CASES; i++) {
            MqttVersion version = version();
            boolean v5 = version == MqttVersion.V5;
            boolean clean = random.nextBoolean();
            int keepAlive = random.nextInt(0x1_0000);
            String clientId = randomText(1, 60);
            long expiry = random.nextLong(1L << 32);
            List<String> users = new ArrayList<>();
            PropertiesWriter properties =
                    userProperties(users).put(PropertyId.SESSION_EXPIRY_INTERVAL, expiry);
            @Nullable String user = random.nextBoolean() ? randomText(0, 20) : null;
            @Nullable String password =
                    user != null && random.nextBoolean() ? randomText(0, 20) : null;
            boolean will = random.nextBoolean();
            String willTopic = randomText(1, 30);
            String willPayload = randomText(0, 30);
            int willQos = random.nextInt(3);
            boolean willRetain = random.nextBoolean();
            List<String> willUsers = new ArrayList<>();
            ConnectEncoder encoder =
                    new ConnectEncoder(version)
                            .cleanStart(clean)
                            .keepAliveS(keepAlive)
                            .clientId(view(clientId))
                            .properties(properties)
                            .userName(user == null ? null : view(user))
                            .password(password == null ? null : view(password));
            if (will) {
                PropertiesWriter willProperties = userProperties(willUsers);
                encoder.will(
                        view(willTopic), view(willPayload), willQos, willRetain, willProperties);
            }

            room(encoder.length());
            encoder.encode(packet, AT);
            read(fromClient, version, i);

            ConnectDecoder read = fromClient.connect;
            assertThat(read.version()).isEqualTo(version);
            assertThat(read.cleanStart()).isEqualTo(clean);
            assertThat(read.keepAliveS()).isEqualTo(keepAlive);
            assertThat(read.sessionExpiryS()).isEqualTo(v5 ? expiry : 0);
            assertThat(users(read.properties())).isEqualTo(v5 ? users : List.of());
            assertThat(text(read.clientIdOffset(), read.clientIdLength())).isEqualTo(clientId);
            assertThat(
                            read.hasUserName()
                                    ? text(read.userNameOffset(), read.userNameLength())
                                    : null)
                    .isEqualTo(user);
            assertThat(
                            read.hasPassword()
                                    ? text(read.passwordOffset(), read.passwordLength())
                                    : null)
                    .isEqualTo(password);
            assertThat(read.hasWill()).isEqualTo(will);
            if (will) {
                assertThat(text(read.willTopicOffset(), read.willTopicLength()))
                        .isEqualTo(willTopic);
                assertThat(text(read.willPayloadOffset(), read.willPayloadLength()))
                        .isEqualTo(willPayload);
                assertThat(read.willQos()).isEqualTo(willQos);
                assertThat(read.willRetain()).isEqualTo(willRetain);
                assertThat(users(read.willProperties())).isEqualTo(v5 ? willUsers : List.of());
            }
        }
    }

    @Test
    void shouldReadSubscribeAsWritten() throws MqttViolation {
        for (int i = 0; i < CASES; i++) {
            MqttVersion version = version();
            UnsafeBuffer entries = new UnsafeBuffer(new byte[2_000]);
            int entriesLength = 0;
            List<String> filters = new ArrayList<>();
            for (int count = 1 + random.nextInt(8); count > 0; count--) {
                String filter = randomText(1, 50);
                int options = random.nextInt(3);
                if (version == MqttVersion.V5) {
                    options =
                            SubscribeEncoder.options(
                                    options,
                                    random.nextBoolean(),
                                    random.nextBoolean(),
                                    random.nextInt(3));
                }
                UnsafeBuffer bytes = view(filter);
                entriesLength =
                        SubscribeEncoder.putEntry(
                                entries, entriesLength, bytes, 0, bytes.capacity(), options);
                filters.add(filter + options);
            }
            int packetId = 1 + random.nextInt(0xFFFF);
            PropertiesWriter properties = userProperties(new ArrayList<>());

            room(SubscribeEncoder.length(version, properties, entriesLength));
            SubscribeEncoder.encode(
                    packet, AT, version, packetId, properties, entries, entriesLength);
            read(fromClient, version, i);

            SubscribeDecoder read = fromClient.subscribe;
            List<String> seen = new ArrayList<>();
            while (read.next()) {
                seen.add(text(read.filterOffset(), read.filterLength()) + read.options());
            }
            assertThat(seen).isEqualTo(filters);
            assertThat(read.count()).isEqualTo(filters.size());
            assertThat(read.packetId()).isEqualTo(packetId);
        }
    }

    private void room(int length) {
        packet = new UnsafeBuffer(new byte[AT + length]);
    }

    private void read(AnyPacketDecoder decoder, MqttVersion version, int i) throws MqttViolation {
        int length = packet.capacity() - AT;
        assertThat(decoder.decode(packet, AT, length, version))
                .as("seed %d, case %d", SEED, i)
                .isEqualTo(length);
    }

    private MqttVersion version() {
        return MqttVersion.values()[random.nextInt(3)];
    }

    /** Characters of one to four bytes, none with a meaning in topics. */
    private String randomText(int lengthMin, int lengthMax) {
        String alphabet = "abc/ \u00FC\u6E29\uFFFD";
        StringBuilder text = new StringBuilder();
        for (int i = lengthMin + random.nextInt(lengthMax - lengthMin + 1); i > 0; i--) {
            int c = random.nextInt(alphabet.length() + 1);
            text.appendCodePoint(c == alphabet.length() ? 0x1F321 : alphabet.charAt(c));
        }
        return text.toString();
    }

    private PropertiesWriter userProperties(List<String> pairs) {
        PropertiesWriter writer = new PropertiesWriter(new ExpandableArrayBuffer());
        for (int count = random.nextInt(4); count > 0; count--) {
            String name = randomText(0, 10);
            String value = randomText(0, 200);
            writer.putUserProperty(name, value);
            pairs.add(name + "=" + value);
        }
        return writer;
    }

    private List<String> users(PropertiesDecoder properties) {
        List<String> pairs = new ArrayList<>();
        properties.rewind();
        while (properties.next()) {
            if (properties.id() == PropertyId.USER_PROPERTY) {
                String name = text(properties.valueOffset(), properties.valueLength());
                String value = text(properties.pairValueOffset(), properties.pairValueLength());
                pairs.add(name + "=" + value);
            }
        }
        return pairs;
    }

    private static List<Integer> integers(PropertiesDecoder properties, int id) {
        List<Integer> values = new ArrayList<>();
        properties.rewind();
        while (properties.next()) {
            if (properties.id() == id) {
                values.add((int) properties.value());
            }
        }
        return values;
    }

    private static List<Integer> list(int[] values, int count) {
        List<Integer> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(values[i]);
        }
        return list;
    }

    private String text(int offset, int length) {
        return Wire.text(packet, offset, length);
    }

    private static String text(UnsafeBuffer view) {
        return Wire.text(view, 0, view.capacity());
    }

    private static UnsafeBuffer view(String text) {
        return new UnsafeBuffer(Wire.bytes(text));
    }
}
