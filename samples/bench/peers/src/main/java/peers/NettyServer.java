package peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Sends a fixed reply to each request, on one event loop; prints the port that it listens on. */
public final class NettyServer {
    private static final ByteBuf REPLY = Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes((
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!")
                    .getBytes(StandardCharsets.US_ASCII))).asReadOnly();
    private static final int END = 0x0d0a0d0a;

    private NettyServer() {
    }

    /** @param args {@code epoll} or {@code io_uring} */
    public static void main(String[] args) throws InterruptedException {
        if (args[0].equals("epoll")) {
            serve(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
        } else {
            serve(IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
        }
    }

    private static void serve(IoHandlerFactory transport, Class<? extends ServerChannel> kind)
            throws InterruptedException {
        Channel listener = new ServerBootstrap().group(new MultiThreadIoEventLoopGroup(1, transport)).channel(kind)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Replying());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
        System.out.println("port " + ((InetSocketAddress) listener.localAddress()).getPort() + " tcp");
        listener.closeFuture().sync();
    }

    private static final class Replying extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf request = (ByteBuf) message;
            int length = request.readableBytes();
            boolean complete = length >= 4 && request.getInt(request.writerIndex() - 4) == END;
            request.release();
            if (complete) {
                context.writeAndFlush(REPLY.duplicate(), context.voidPromise());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
