package gevent.monkey.agent;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the agent does to the JDK when it is asked to, patch by patch; and what of it did not succeed. */
public final class Weaving {
    private final Instrumentation jvm;
    private Takeover takeover;              // null until the first patch; guarded by this

    /** @param jvm whose classes are rewritten */
    public Weaving(Instrumentation jvm) {
        this.jvm = jvm;
    }

    /** What became of a patch. @param rewritten the classes that are @param left what is as it was, and why */
    public record Result(List<String> rewritten, List<String> left) {
    }

    /**
     * Takes over what a patch stands for.
     *
     * @param name {@code time}, {@code file}, {@code subprocess} or {@code datagram}
     */
    public synchronized Result apply(String name) {
        Point.Patch patch = Point.Patch.valueOf(name.toUpperCase());
        try {
            if (takeover == null) {
                takeover = new Takeover();
            }
        } catch (IllegalStateException unknownJdk) {
            return new Result(List.of(), List.of("all of it (" + unknownJdk.getMessage() + ": "
                    + unknownJdk.getCause() + ")"));
        }
        List<String> rewritten = new ArrayList<>();
        List<String> left = new ArrayList<>();
        Map<String, List<Point>> byClass = patch.points().stream().collect(Collectors.groupingBy(Point::className));
        byClass.forEach((className, points) -> {
            Weaver weaver = weave(className, points);
            if (weaver.failure() != null) {
                left.add(className + " (" + weaver.failure() + ")");
            } else {
                rewritten.add(className);
                weaver.missing().forEach(point -> left.add(className + "." + point.method() + " (there is none)"));
            }
        });
        takeover.add(patch);
        return new Result(rewritten, left);
    }

    /** Has user code, and limits in java.util.concurrent, go by {@link gevent.testing.Clocks} from now on. */
    public synchronized Result applyClock() {
        if (takeover == null) {
            takeover = new Takeover();
        }
        takeover.add(Point.Patch.CLOCK);
        new ClockWeaver(jvm).install();
        return new Result(List.of("System.nanoTime, System.currentTimeMillis and java.time in user code",
                "limits in java.util.concurrent"), List.of());
    }

    private Weaver weave(String className, List<Point> points) {
        Weaver weaver = new Weaver(className, points);
        try {
            Class<?> type = Class.forName(className);
            // It stays, since another agent may have the class rewritten once more.
            jvm.addTransformer(weaver, true);
            jvm.retransformClasses(type);
        } catch (Throwable t) {
            weaver.failed(t);
            jvm.removeTransformer(weaver);
        }
        return weaver;
    }

    /** Has what {@code main} starts be no daemons, as what a program's main thread starts is none. */
    public synchronized void setMain(Thread main) {
        if (!apply(Point.Patch.THREAD.name()).rewritten().isEmpty()) {
            takeover.setMain(main);
        }
    }
}
