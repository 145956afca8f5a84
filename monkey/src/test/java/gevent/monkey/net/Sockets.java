package gevent.monkey.net;

import gevent.Action;
import gevent.Gevent;
import gevent.hub.Hub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Whose sockets a test of the contract uses, and where it runs. What the JDK's do is right by definition. */
enum Sockets {
    JDK {
        @Override
        java.net.Socket socket() {
            return new java.net.Socket();
        }

        @Override
        java.net.Socket socket(String host, int port) throws IOException {
            return new java.net.Socket(host, port);
        }

        @Override
        java.net.Socket socket(InetAddress address, int port) throws IOException {
            return new java.net.Socket(address, port);
        }

        @Override
        java.net.Socket socket(InetAddress address, int port, InetAddress local, int localPort) throws IOException {
            return new java.net.Socket(address, port, local, localPort);
        }

        @Override
        java.net.ServerSocket server() throws IOException {
            return new java.net.ServerSocket();
        }

        @Override
        java.net.ServerSocket server(int port, int backlog, InetAddress address) throws IOException {
            return new java.net.ServerSocket(port, backlog, address);
        }

        @Override
        java.net.DatagramSocket datagrams(SocketAddress at) throws IOException {
            return new java.net.DatagramSocket(at);
        }

        @Override
        java.net.MulticastSocket multicast(SocketAddress at) throws IOException {
            return new java.net.MulticastSocket(at);
        }
    },
    OURS_ON_A_THREAD_WITHOUT_HUB,
    OURS_ON_THE_MAIN_OF_A_HUB {
        @Override
        void run(Action test) throws Exception {
            Hub.get();
            test.run();
        }
    },
    OURS_IN_A_GREENLET {
        @Override
        void run(Action test) {
            Gevent.run(test);
        }
    };

    void run(Action test) throws Exception {
        test.run();
    }

    java.net.Socket socket() throws IOException {
        return new Socket();
    }

    java.net.Socket socket(String host, int port) throws IOException {
        return new Socket(host, port);
    }

    java.net.Socket socket(InetAddress address, int port) throws IOException {
        return new Socket(address, port);
    }

    java.net.Socket socket(InetAddress address, int port, InetAddress local, int localPort) throws IOException {
        return new Socket(address, port, local, localPort);
    }

    java.net.ServerSocket server() throws IOException {
        return new ServerSocket();
    }

    java.net.ServerSocket server(int port, int backlog, InetAddress address) throws IOException {
        return new ServerSocket(port, backlog, address);
    }

    java.net.DatagramSocket datagrams(SocketAddress at) throws IOException {
        return new DatagramSocket(at);
    }

    java.net.MulticastSocket multicast(SocketAddress at) throws IOException {
        return new MulticastSocket(at);
    }

    /** A server on the loopback, on a port of its own. */
    final java.net.ServerSocket listening() throws IOException {
        return server(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Two sockets that are connected with each other. */
    final Pair pair() throws IOException {
        try (java.net.ServerSocket server = listening()) {
            // The system completes a connection before anybody accepts it.
            java.net.Socket client = socket(server.getInetAddress(), server.getLocalPort());
            return new Pair(client, server.accept());
        }
    }

    static InetSocketAddress addressOf(java.net.ServerSocket server) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }
}
