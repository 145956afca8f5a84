package samples.asyncio;

import static gevent.subprocess.Redirect.PIPE;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.EventLoop;
import gevent.subprocess.Popen;
import java.util.List;

/** Two concurrent programs, whose lines are printed as they arrive. */
public final class Ping {
    /** Replaces {@code ping -c 4}, which needs a network. */
    private static final String PING =
            "for i in 1 2 3 4; do echo \"64 bytes from $1: icmp_seq=$i\"; sleep 1; done; exit ${1##*.}";

    private Ping() {
    }

    static Coroutine<Void> ping(String ip) {
        return Coroutine.of(() -> {
            try (Popen p = Asyncio.createSubprocessExec(PIPE, "sh", "-c", PING, "ping", ip)) {
                for (String line : p.lines()) {
                    System.out.println(line);
                }
                System.out.println(ip + " exited with " + p.await());
            }
        });
    }

    static Coroutine<Void> pings() {
        return Coroutine.of(() -> {
            Asyncio.wait(List.of(ping("127.0.0.8"), ping("127.0.0.4")));
        });
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        try (EventLoop mainLoop = Asyncio.getEventLoop()) {
            mainLoop.runUntilComplete(pings());
        }
    }
}
