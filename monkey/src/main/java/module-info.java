/** Makes the blocking parts of the JDK cooperative, for code that knows nothing about gevent4j. */
module gevent.monkey {
    requires transitive gevent;
    requires static transitive java.instrument;
    requires java.management;           // the options that the JVM was started with
    requires static org.jspecify;       // what may be null
    requires static jdk.compiler;       // used by the launcher to run scripts

    exports gevent.monkey;
    exports gevent.monkey.io;
    exports gevent.monkey.lang;
    exports gevent.monkey.net;
    exports gevent.monkey.nio.channels;
    exports gevent.monkey.nio.file;
}
