/** Programs that demonstrate gevent4j, and benchmarks that measure it. */
module gevent.samples {
    requires gevent.monkey;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires jmh.core;
    requires jdk.httpserver;
    requires java.desktop;
    requires java.management;
    requires jdk.management;
    requires org.jfree.jfreechart;

    opens samples.download to info.picocli;
    opens samples.bench to jmh.core;
    opens samples.bench.suite to info.picocli;
}
