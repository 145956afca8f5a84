/** Makes the blocking parts of the JDK cooperative, for code that does not know of gevent. */
module gevent.monkey {
    requires transitive gevent;
    requires static transitive java.instrument;
    requires static jdk.compiler;       // the launcher's, for scripts

    exports gevent.monkey;
    exports gevent.monkey.io;
    exports gevent.monkey.lang;
    exports gevent.monkey.net;
    exports gevent.monkey.nio.channels;
    exports gevent.monkey.nio.file;
}
