package io.robustmq.codec.kafka.control;

import io.robustmq.codec.kafka.wire.WireWriter;
import org.agrona.MutableDirectBuffer;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** A head and a body with their size in front: measured when made, written once or more. */
public final class ControlFrame {
    private final ObjectSerializationCache headerCache = new ObjectSerializationCache();
    private final ObjectSerializationCache bodyCache = new ObjectSerializationCache();
    private final ApiMessage header;
    private final short headerVersion;
    private final ApiMessage body;
    private final short version;
    private final int sizeBytes;

    ControlFrame(ApiMessage header, int headerVersion, ApiMessage body, int version) {
        this.header = header;
        this.headerVersion = (short) headerVersion;
        this.body = body;
        this.version = (short) version;
        this.sizeBytes =
                WireWriter.SIZE_BYTES
                        + header.size(headerCache, this.headerVersion)
                        + body.size(bodyCache, this.version);
    }

    /** The whole frame, its size field too. */
    public int sizeBytes() {
        return sizeBytes;
    }

    /**
     * Writes {@link #sizeBytes} bytes.
     *
     * @return the offset behind them
     */
    public int writeTo(MutableDirectBuffer buffer, int at) {
        BufferWritable target =
                new BufferWritable(buffer, WireWriter.putFrameBytes(buffer, at, sizeBytes));
        header.write(target, headerCache, headerVersion);
        body.write(target, bodyCache, version);
        assert target.offset() == at + sizeBytes;
        return target.offset();
    }
}
