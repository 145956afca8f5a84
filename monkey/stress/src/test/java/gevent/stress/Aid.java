package gevent.stress;

import gevent.Action;
import gevent.Gevent;
import gevent.Greenlet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** What tasks share: helpers, data that checks itself, and resources that may be closed at any time. Any thread. */
class Aid {
    static final int LONGEST = 300_000;
    private static final int CLOSED = 200;

    final Random random;
    final boolean troubled;
    final Verdict verdict;
    private final List<AutoCloseable> open = new ArrayList<>();     // guarded by itself
    private final List<Greenlet<?>> helpers = new CopyOnWriteArrayList<>();

    Aid(Random random, boolean troubled, Verdict verdict) {
        this.random = random;
        this.troubled = troubled;
        this.verdict = verdict;
    }

    /** Greenlets that tasks have spawned; they end with the tasks. */
    List<Greenlet<?>> helpers() {
        return helpers;
    }

    /** Spawns a helper; if it fails, {@code abort} ends what waits for it. */
    Greenlet<?> help(String what, Action abort, Action body) {
        Greenlet<?> helper = Gevent.spawn(() -> {
            try {
                body.run();
            } catch (Throwable t) {
                abort.run();
                if (troubled) {
                    verdict.see(what, t);
                    return false;
                }
                verdict.wrong(what + " failed without trouble: " + t);
            }
            return true;
        });
        helpers.add(helper);
        return helper;
    }

    // ---- what may be closed at any time

    <T extends AutoCloseable> T closable(T resource) {
        synchronized (open) {
            open.add(resource);
            if (open.size() > CLOSED) {
                open.removeFirst();
            }
        }
        return resource;
    }

    /** Closes some resource of some task, perhaps one that is closed already. Any thread. */
    void closeOne(Random by) {
        AutoCloseable one;
        synchronized (open) {
            if (open.isEmpty()) {
                return;
            }
            one = open.get(Math.max(0, open.size() - 1 - by.nextInt(20)));
        }
        try {
            one.close();
        } catch (Exception e) {
            verdict.see("close", e);
        }
    }

    // ---- data

    byte[] some(int longest) {
        byte[] some = new byte[1 + random.nextInt(longest)];
        random.nextBytes(some);
        return some;
    }

    void checkBeginning(String what, byte[] sent, byte[] got, boolean all) {
        verdict.check(got.length <= sent.length && Arrays.equals(sent, 0, got.length, got, 0, got.length),
                what + ": other bytes came than were sent");
        verdict.check(!all || got.length == sent.length,
                what + ": " + got.length + " of " + sent.length + " bytes came, and nothing failed");
    }

    /** Writes in a helper and reads to the end, which must be the beginning of what was written. */
    void pass(String what, OutputStream out, Action end, Action abort, InputStream in, BooleanSupplier fine)
            throws IOException {
        byte[] sent = some(LONGEST);
        int piece = 1 + random.nextInt(sent.length);
        Greenlet<?> writer = help(what + "'s writer", abort, () -> {
            for (int from = 0; from < sent.length; from += piece) {
                out.write(sent, from, Math.min(piece, sent.length - from));
            }
            end.run();
        });
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 + random.nextInt(70_000)];
        try {
            for (int n; (n = in.read(buffer)) >= 0; ) {
                got.write(buffer, 0, n);
            }
        } catch (Throwable t) {
            checkBeginning(what, sent, got.toByteArray(), false);
            throw t;
        }
        boolean written = Boolean.TRUE.equals(writer.get());
        checkBeginning(what, sent, got.toByteArray(), written && fine.getAsBoolean());
    }
}
