/** Cooperative greenlets on a hub, as Python's gevent has them; needs {@code java.base/java.lang} opened to it. */
@SuppressWarnings("module")      // gevent.monkey is built after this
module gevent {
    requires transitive greenlet;
    requires java.management;   // RunInfo for JMX
    requires jdk.jfr;           // what hubs tell the flight recorder
    requires jdk.unsupported;   // signals
    requires jdk.net;
    requires static org.junit.jupiter.api;              // gevent.testing's annotations, for those who have it
    requires static org.junit.platform.commons;
    requires org.jnrproject.constants;
    requires org.jnrproject.jffi;

    exports gevent;
    exports gevent.asyncio;
    exports gevent.hub;
    exports gevent.event;
    exports gevent.fileobject;
    exports gevent.io;
    exports gevent.lock;
    exports gevent.os;
    exports gevent.pool;
    exports gevent.queue;
    exports gevent.select;
    exports gevent.server;
    exports gevent.signal;
    exports gevent.socket;
    exports gevent.ssl;
    exports gevent.subprocess;
    exports gevent.testing;
    exports gevent.threadpool;
    exports gevent.util;
    exports gevent.internal to gevent.monkey;

    uses java.net.spi.InetAddressResolverProvider;      // whichever else there is
    provides java.net.spi.InetAddressResolverProvider with gevent.socket.DnsProvider;
}
