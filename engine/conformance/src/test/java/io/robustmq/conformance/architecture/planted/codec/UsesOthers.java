package io.robustmq.conformance.architecture.planted.codec;

import io.netty.buffer.ByteBuf;
import io.robustmq.conformance.architecture.planted.server.Wiring;

/** Counter-example: knows another module, and Netty. */
public abstract class UsesOthers {
    abstract Wiring wiring();

    abstract ByteBuf buffer();
}
