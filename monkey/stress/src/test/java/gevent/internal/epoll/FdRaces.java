package gevent.internal.epoll;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import gevent.internal.libc.Libc;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Races of the use of a descriptor with its close. Each state has one of the system; if some were never closed, there
 * would soon be none left.
 */
class FdRaces {
    private static final int F_GETFD = 1;
    private static final int SOURCE = Libc.C.eventfd(0, Libc.CLOEXEC);

    private static int descriptor() {
        int made = Libc.C.fcntl(SOURCE, Libc.F_DUPFD_CLOEXEC, 0);
        if (made < 0) {
            throw new IllegalStateException("no descriptor left: error " + Libc.errno());
        }
        return made;
    }

    private static boolean isOpen(int number) {
        return Libc.C.fcntl(number, F_GETFD, 0) >= 0;
    }

    /** A call on the descriptor, while another thread closes it. */
    @JCStressTest
    @Outcome(id = {"used", "refused"}, expect = ACCEPTABLE, desc = "the call was in time, or not")
    @Outcome(id = "too late", expect = FORBIDDEN, desc = "used after the close")
    @State
    public static class UseAgainstClose {
        private final Fd fd = new Fd(descriptor(), true, false);

        @Actor
        public void uses(L_Result result) {
            if (fd.begin()) {
                result.r1 = isOpen(fd.number()) ? "used" : "too late";
                fd.end();
            } else {
                result.r1 = "refused";
            }
        }

        @Actor
        public void closes() {
            fd.close();
        }
    }

    /** Two threads close it at once. What one of them opens next would be closed by a second close. */
    @JCStressTest
    @Outcome(id = "open", expect = ACCEPTABLE, desc = "closed once")
    @Outcome(id = "closed", expect = FORBIDDEN, desc = "closed twice: what was opened next is gone")
    @State
    public static class CloseAgainstClose {
        private final Fd fd = new Fd(descriptor(), true, false);
        private int next;               // written by the actor, read by the arbiter

        @Actor
        public void closes() {
            fd.close();
            next = descriptor();
        }

        @Actor
        public void closesToo() {
            fd.close();
        }

        @Arbiter
        public void end(L_Result result) {
            result.r1 = isOpen(next) ? "open" : "closed";
            Libc.C.close(next);
        }
    }

    /** The end of the last call against a close: the one that is out last closes, alone. */
    @JCStressTest
    @Outcome(id = "open", expect = ACCEPTABLE, desc = "closed once")
    @Outcome(id = "closed", expect = FORBIDDEN, desc = "closed twice: what was opened next is gone")
    @State
    public static class EndAgainstClose {
        private final Fd fd = begun();
        private int next;               // written by the actor, read by the arbiter

        private static Fd begun() {
            Fd fd = new Fd(descriptor(), true, false);
            fd.begin();
            return fd;
        }

        @Actor
        public void ends() {
            fd.end();
            next = descriptor();
        }

        @Actor
        public void closes() {
            fd.close();
        }

        @Arbiter
        public void end(L_Result result) {
            result.r1 = isOpen(next) ? "open" : "closed";
            Libc.C.close(next);
        }
    }
}
