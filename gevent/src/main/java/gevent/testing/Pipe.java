package gevent.testing;

import java.util.ArrayDeque;

/**
 * One direction of a connection in memory: pieces that are under way, in order, and bytes that have arrived. Hub thread
 * only.
 */
final class Pipe {
    /** How many bytes may be under way or unread before a writer has to wait. */
    static final int CAPACITY = 64 * 1024;
    private static final int LARGEST_PIECE = 16 * 1024;
    /** One in this many pieces, and reads, is cut short. */
    private static final int CUT_ONE_IN = 4;

    private final Network network;
    private final Host from;
    private final Host to;
    private final Runnable refused;             // notifies the sender that the receiver is gone
    private final ArrayDeque<byte[]> arrived = new ArrayDeque<>();
    private int offset;                         // in the first piece that arrived
    private int unread;
    private int underWay;
    private long lastArrival;
    private boolean ended;                      // the end has arrived
    private boolean refuses;                    // nobody reads any more
    private int healing;                        // pieces that wait for the network to be whole

    Pipe(Network network, Host from, Host to, Runnable refused) {
        this.network = network;
        this.from = from;
        this.to = to;
        this.refused = refused;
    }

    int room() {
        return Math.max(0, CAPACITY - underWay - unread);
    }

    int available() {
        return unread;
    }

    boolean isReadable() {
        return unread > 0 || ended;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Sends some of the bytes, and returns how many: at least one. */
    int write(byte[] bytes, int start, int length) {
        int n = Math.min(Math.min(length, room()), LARGEST_PIECE);
        if (n > 1 && network.random().nextInt(CUT_ONE_IN) == 0) {
            n = 1 + network.random().nextInt(n);
        }
        byte[] piece = new byte[n];
        System.arraycopy(bytes, start, piece, 0, n);
        underWay += n;
        send(() -> arrive(piece));
        return n;
    }

    /** Sends the end. */
    void end() {
        send(() -> ended = true);
    }

    /** Sends something after everything that was sent before. */
    void send(Runnable arrival) {
        if (network.isCut(from, to) || healing > 0) {
            healing++;
            network.onHeal(() -> {
                healing--;
                travel(arrival);
            });
        } else {
            travel(arrival);
        }
    }

    private void travel(Runnable arrival) {
        long now = network.now();
        lastArrival = Math.max(lastArrival, now + network.delay(from, to));
        network.later(lastArrival - now, () -> {
            if (network.isCut(from, to)) {
                send(arrival);
            } else {
                arrival.run();
            }
        });
    }

    private void arrive(byte[] piece) {
        underWay -= piece.length;
        if (refuses) {
            refused.run();
        } else {
            arrived.add(piece);
            unread += piece.length;
        }
    }

    /** Takes some of what has arrived, at least one byte. */
    int read(byte[] bytes, int start, int length) {
        int n = Math.min(length, unread);
        if (n > 1 && network.random().nextInt(CUT_ONE_IN) == 0) {
            n = 1 + network.random().nextInt(n);
        }
        for (int done = 0; done < n; ) {
            byte[] piece = arrived.peek();
            int part = Math.min(n - done, piece.length - offset);
            System.arraycopy(piece, offset, bytes, start + done, part);
            done += part;
            offset += part;
            if (offset == piece.length) {
                arrived.remove();
                offset = 0;
            }
        }
        unread -= n;
        return n;
    }

    /** Ends reading. Returns whether something was left unread. */
    boolean refuse() {
        refuses = true;
        boolean left = unread > 0;
        arrived.clear();
        unread = 0;
        return left;
    }
}
