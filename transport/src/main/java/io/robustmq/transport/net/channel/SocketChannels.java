package io.robustmq.transport.net.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.robustmq.transport.net.TransportKind;
import java.net.StandardSocketOptions;

/** The stock channels of each kernel interface. */
final class SocketChannels {
    private final TransportKind kind;

    SocketChannels(TransportKind kind) {
        this.kind = kind;
    }

    ServerChannel newServer() {
        return switch (kind) {
            case IO_URING -> new IoUringServerSocketChannel();
            case EPOLL -> new EpollServerSocketChannel();
            case NIO -> new NioServerSocketChannel();
        };
    }

    Channel newClient() {
        return switch (kind) {
            case IO_URING -> new IoUringSocketChannel();
            case EPOLL -> new EpollSocketChannel();
            case NIO -> new NioSocketChannel();
        };
    }

    /**
     * Lets each core listen on the same port, the kernel spreading connections over them.
     *
     * @return false where NIO runs on a system without SO_REUSEPORT
     */
    boolean sharePort(ServerChannel server) {
        ChannelOption<Boolean> option =
                kind == TransportKind.NIO
                        ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
                        : UnixChannelOption.SO_REUSEPORT;
        return server.config().setOption(option, true);
    }
}
