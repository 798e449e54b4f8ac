package io.robustmq.conformance.architecture.planted.storage;

import io.robustmq.conformance.architecture.planted.storage.inspect.MappedDisk;
import net.openhft.chronicle.bytes.MappedBytes;

/** Counter-example: maps files outside the tools. */
public abstract class MapsFiles {
    abstract MappedDisk disk();

    abstract MappedBytes bytes();
}
