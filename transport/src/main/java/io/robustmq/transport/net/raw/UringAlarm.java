package io.robustmq.transport.net.raw;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Ends a wait at a deadline. It stays armed over as many waits as end before it, where a time-out
 * given with a wait would be submitted with each and would complete with the wait's first event:
 * one more call to the kernel for every message that comes alone.
 */
@OwnedBy(Core.class)
final class UringAlarm implements IoUringIoHandle {
    private static final int TIMESPEC_BYTES = 2 * Long.BYTES;

    private final IoRegistration registration;
    private final CoreErrors errors;

    /** The kernel reads it while a submission is taken, so the next one may use it again. */
    private final UnsafeBuffer timespec =
            new UnsafeBuffer(UntouchedMemory.allocate(TIMESPEC_BYTES));

    private long armedNs;
    private long timeoutId;
    private boolean armed;

    UringAlarm(UringLoop loop, CoreErrors errors) throws IOException {
        this.errors = errors;
        this.registration = loop.register(this);
    }

    /**
     * The wait that comes next ends at {@code deadlineNs} or before; at most one call a wait. A
     * wait may end early, at a deadline that was asked for and has passed out of use since.
     */
    void setBy(long deadlineNs, long nowNs) {
        if (armed && armedNs - deadlineNs <= 0) {
            return;
        }
        armedNs = deadlineNs;
        writeTimespec(Math.max(1, deadlineNs - nowNs));
        if (armed) {
            registration.submit(UringAbi.updateTimeout(timeoutId, timespec.addressOffset()));
        } else {
            armed = true;
            timeoutId = registration.submit(UringAbi.timeout(timespec.addressOffset()));
        }
    }

    private void writeTimespec(long delayNs) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(delayNs);
        timespec.putLong(0, seconds, ByteOrder.nativeOrder());
        timespec.putLong(
                Long.BYTES, delayNs - TimeUnit.SECONDS.toNanos(seconds), ByteOrder.nativeOrder());
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        if (completion.opcode() == UringAbi.OP_TIMEOUT) {
            armed = false;
        } else if (completion.res() < 0 && !hadEnded(completion.res())) {
            errors.onError("moving the alarm", new IOException("errno " + -completion.res()));
        }
    }

    /** It went off before it could be moved: its own completion says so, too. */
    private static boolean hadEnded(int result) {
        return result == -Errno.ENOENT || result == -Errno.EALREADY;
    }

    /** The kernel still knows of it. */
    boolean isArmed() {
        return armed;
    }

    void disarm() {
        if (armed) {
            registration.submit(UringAbi.removeTimeout(timeoutId));
        }
    }

    @Override
    public void close() {
        registration.cancel();
    }
}
