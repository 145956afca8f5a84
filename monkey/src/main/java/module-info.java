/** Makes the blocking parts of the JDK cooperative, for code that does not know of gevent. */
module gevent.monkey {
    requires transitive gevent;
    requires static transitive java.instrument;

    exports gevent.monkey;
    exports gevent.monkey.net;
}
