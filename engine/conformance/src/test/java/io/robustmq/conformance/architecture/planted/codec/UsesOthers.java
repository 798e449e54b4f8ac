package io.robustmq.conformance.architecture.planted.codec;

import io.netty.buffer.ByteBuf;
import io.robustmq.conformance.architecture.planted.server.Wiring;
import org.rocksdb.Slice;

/** Counter-example: knows another module, Netty and RocksDB. */
public abstract class UsesOthers {
    abstract Wiring wiring();

    abstract ByteBuf buffer();

    abstract Slice slice();
}
