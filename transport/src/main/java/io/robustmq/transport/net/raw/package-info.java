/**
 * Plain TCP without Netty channels: sockets driven by io_uring completions or epoll events, a few
 * hundred bytes each, reading into buffers the core shares.
 */
@NullMarked
package io.robustmq.transport.net.raw;

import org.jspecify.annotations.NullMarked;
