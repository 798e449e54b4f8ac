import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Random;

/**
 * What the kernel takes for sending over loopback and nothing else: blocks one behind the other, from memory that is outside the
 * caches, to a reader that throws them away. Says CPU-ms of the sending thread per MB and MB/s.
 *
 * <pre>java BareSend.java PORT BLOCK_BYTES SECONDS   waits for the reader, sends
 * java BareSend.java PORT                       reads to the end</pre>
 */
public final class BareSend {
    private static final int MEMORY_BYTES = 64 << 20;
    private static final int READ_BYTES = 1 << 20;
    private static final long WARMUP_NS = 1_000_000_000L;

    private BareSend() {}

    public static void main(String[] arguments) throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        if (arguments.length == 1) {
            read(address);
        } else {
            send(address, Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]) * 1_000_000_000L);
        }
    }

    private static void read(InetSocketAddress from) throws IOException {
        ByteBuffer into = ByteBuffer.allocateDirect(READ_BYTES);
        try (SocketChannel socket = SocketChannel.open(from)) {
            while (socket.read(into.clear()) >= 0) {
                // All that comes.
            }
        }
    }

    private static void send(InetSocketAddress at, int blockBytes, long durationNs) throws IOException {
        ByteBuffer memory = ByteBuffer.allocateDirect(MEMORY_BYTES / blockBytes * blockBytes);
        byte[] random = new byte[memory.capacity()];
        new Random(1).nextBytes(random);
        memory.put(random);
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(at);
                SocketChannel socket = server.accept()) {
            send(socket, memory, blockBytes, WARMUP_NS);
            long beganCpuNs = cpuNs();
            long beganNs = System.nanoTime();
            double megabytes = send(socket, memory, blockBytes, durationNs) / 1e6;
            System.out.printf(
                    Locale.ROOT,
                    "%.3f CPU-ms/MB, %.0f MB/s%n",
                    (cpuNs() - beganCpuNs) / 1e6 / megabytes,
                    megabytes * 1e9 / (System.nanoTime() - beganNs));
        }
    }

    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** @return bytes */
    private static long send(SocketChannel to, ByteBuffer memory, int blockBytes, long durationNs) throws IOException {
        long sent = 0;
        for (long beganNs = System.nanoTime(); System.nanoTime() - beganNs < durationNs; sent += blockBytes) {
            int at = (int) (sent % memory.capacity());
            memory.limit(at + blockBytes).position(at);
            while (memory.hasRemaining()) {
                to.write(memory);
            }
        }
        return sent;
    }
}
