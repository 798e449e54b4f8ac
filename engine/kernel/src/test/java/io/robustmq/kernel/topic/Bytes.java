package io.robustmq.kernel.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Names as views that do not begin at 0, so that a forgotten offset shows. */
public final class Bytes {
    /** Where the name begins in its view. */
    public static final int OFFSET = 3;

    private Bytes() {}

    public static DirectBuffer view(String name) {
        return new UnsafeBuffer(("///" + name + "/#").getBytes(UTF_8));
    }

    public static int length(String name) {
        return name.getBytes(UTF_8).length;
    }
}
