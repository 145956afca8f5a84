/** Cooperative greenlets on a hub, like Python's gevent. Needs {@code java.base/java.lang} opened to this module. */
@SuppressWarnings("module")      // gevent.monkey is built after this
module gevent {
    requires transitive greenlet;
    requires java.management;   // RunInfo for JMX
    requires jdk.jfr;           // Flight Recorder events of hubs
    requires jdk.unsupported;   // signals
    requires jdk.net;
    requires static org.jspecify;                       // what may be null
    requires static org.junit.jupiter.api;              // optional: for the annotations in gevent.testing
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
    exports gevent.internal.jdk to gevent.monkey;

    uses java.net.spi.InetAddressResolverProvider;      // any other provider
    provides java.net.spi.InetAddressResolverProvider with gevent.socket.DnsProvider;
}
