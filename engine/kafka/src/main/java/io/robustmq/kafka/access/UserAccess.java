package io.robustmq.kafka.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.security.Authorizer;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.ExpandableArrayBuffer;

/**
 * A user's grants of the users file, as Kafka's operations ask for them. A topic is written by who
 * may publish to its name, and read by who may subscribe to it. What has no name in MQTT is granted
 * under {@code $kafka}: {@code subscribe: $kafka/groups/NAME} for a group, {@code publish:
 * $kafka/admin} for what is nobody's own; a {@code #} grants neither.
 */
@OwnedBy(Core.class)
public final class UserAccess implements Access {
    static final String GROUPS = "$kafka/groups/";
    static final String ADMIN = "$kafka/admin";

    private final Authorizer authorizer;
    private final ExpandableArrayBuffer name = new ExpandableArrayBuffer();

    public UserAccess(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** Letters of topics are bytes; other names take an array. */
    private int put(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f) {
                byte[] bytes = text.getBytes(UTF_8);
                name.putBytes(0, bytes);
                return bytes.length;
            }
            name.putByte(i, (byte) c);
        }
        return text.length();
    }

    /** A name is never read as a pattern. */
    private static boolean isPattern(String text) {
        return text.isEmpty() || text.indexOf('#') >= 0 || text.indexOf('+') >= 0;
    }

    @Override
    public boolean mayWrite(String topic) {
        return !isPattern(topic) && authorizer.mayPublish(name, 0, put(topic));
    }

    @Override
    public boolean mayRead(String topic) {
        return !isPattern(topic) && authorizer.maySubscribe(name, 0, put(topic));
    }

    @Override
    public boolean mayCreate(String topic) {
        return mayWrite(topic) || mayAdminister();
    }

    @Override
    public boolean mayAlter(String topic) {
        return mayWrite(topic) && mayRead(topic) || mayAdminister();
    }

    @Override
    public boolean mayUseGroup(String group) {
        return !isPattern(group) && authorizer.maySubscribe(name, 0, put(GROUPS + group));
    }

    @Override
    public boolean mayAdminister() {
        return authorizer.mayPublish(name, 0, put(ADMIN));
    }
}
