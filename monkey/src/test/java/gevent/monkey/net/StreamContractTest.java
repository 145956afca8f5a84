package gevent.monkey.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What goes through a connection, and how each of its ends ends. */
class StreamContractTest extends Contract {
    private static final int SOON = 20;
    /** More than the system buffers between two sockets. */
    private static final int MUCH = 16 << 20;
    private static final byte[] HELLO = {'h', 'e', 'l', 'l', 'o'};

    /** Lets {@code socket} reset its connection. */
    private static void reset(java.net.Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    // ---- reading

    @Test
    void readsWhatIsWritten() throws Exception {
        Pair pair = pair();
        pair.out().write(HELLO);

        assertArrayEquals(HELLO, pair.farIn().readNBytes(5));
    }

    @Test
    void aByteIsNotSigned() throws Exception {
        Pair pair = pair();
        pair.out().write(0xff);

        assertEquals(0xff, pair.farIn().read());
    }

    @Test
    void readsIntoThePartThatIsGiven() throws Exception {
        Pair pair = pair();
        pair.out().write(HELLO, 1, 3);
        byte[] bytes = new byte[6];

        assertEquals(3, pair.farIn().read(bytes, 2, 4));
        assertArrayEquals(new byte[] {0, 0, 'e', 'l', 'l', 0}, bytes);
    }

    @Test
    void waitsForTheFirstByteOnly() throws Exception {
        Pair pair = pair();
        whenWaitingIn("read", () -> pair.farOut().write(HELLO));

        assertEquals(5, pair.in().read(new byte[100]));
    }

    @Test
    void readingNothingDoesNotWait() throws Exception {
        assertEquals(0, pair().in().read(new byte[0]));
    }

    @Test
    void readingNothingWorksOnAClosedOne() throws Exception {
        Pair pair = pair();
        InputStream in = pair.in();
        pair.near().close();

        assertEquals(0, in.read(new byte[0]));
    }

    @Test
    void aPartOutsideTheArrayIsRefused() throws Exception {
        InputStream in = pair().in();
        byte[] bytes = new byte[4];

        assertThrowsExactly(IndexOutOfBoundsException.class, () -> in.read(bytes, -1, 2));
        assertThrowsExactly(IndexOutOfBoundsException.class, () -> in.read(bytes, 3, 2));
        assertThrowsExactly(IndexOutOfBoundsException.class, () -> in.read(bytes, 0, -1));
        assertThrowsExactly(NullPointerException.class, () -> in.read(null, 0, 1));
    }

    @Test
    void saysHowMuchIsAvailable() throws Exception {
        Pair pair = pair();
        assertEquals(0, pair.farIn().available());
        pair.out().write(HELLO);
        assertEquals('h', pair.farIn().read());

        assertEquals(4, pair.farIn().available());
    }

    @Test
    void givesUpWhenTheTimeIsUp() throws Exception {
        Pair pair = pair();
        pair.near().setSoTimeout(SOON);

        assertFails(SocketTimeoutException.class, "Read timed out", () -> pair.in().read());
    }

    @Test
    void readsAfterItGaveUp() throws Exception {
        Pair pair = pair();
        pair.near().setSoTimeout(SOON);
        assertThrowsExactly(SocketTimeoutException.class, () -> pair.in().read());
        pair.farOut().write('x');

        assertEquals('x', pair.in().read());
    }

    @Test
    void aTimeThatIsTakenBackIsNone() throws Exception {
        Pair pair = pair();
        pair.near().setSoTimeout(SOON);
        pair.near().setSoTimeout(0);
        whenWaitingIn("read", () -> pair.farOut().write('x'));

        assertEquals('x', pair.in().read());
    }

    // ---- writing

    @Test
    void writesWhatIsMoreThanTheBuffers() throws Exception {
        Pair pair = pair();
        byte[] much = new byte[MUCH];
        Arrays.fill(much, (byte) 7);
        whenWaitingIn("write", () -> assertArrayEquals(much, pair.farIn().readNBytes(MUCH)));

        pair.out().write(much);
    }

    @Test
    void writingNothingWorksOnAClosedOne() throws Exception {
        Pair pair = pair();
        OutputStream out = pair.out();
        pair.near().close();

        out.write(new byte[0]);
    }

    @Test
    void aPartOutsideTheArrayIsNotWritten() throws Exception {
        OutputStream out = pair().out();

        assertThrowsExactly(IndexOutOfBoundsException.class, () -> out.write(HELLO, -1, 2));
        assertThrowsExactly(IndexOutOfBoundsException.class, () -> out.write(HELLO, 4, 2));
        assertThrowsExactly(IndexOutOfBoundsException.class, () -> out.write(HELLO, 0, -1));
        assertThrowsExactly(NullPointerException.class, () -> out.write(null, 0, 1));
    }

    // ---- half-close

    @Test
    void shutOutputIsTheEndAtThePeer() throws Exception {
        Pair pair = pair();
        pair.out().write(HELLO);
        pair.near().shutdownOutput();

        assertArrayEquals(HELLO, pair.farIn().readAllBytes());
    }

    @Test
    void whatHasItsOutputShutStillReads() throws Exception {
        Pair pair = pair();
        pair.near().shutdownOutput();
        pair.farOut().write('x');

        assertTrue(pair.near().isOutputShutdown());
        assertEquals('x', pair.in().read());
    }

    @Test
    void nothingIsWrittenAfterTheOutputIsShut() throws Exception {
        Pair pair = pair();
        OutputStream out = pair.out();
        pair.near().shutdownOutput();

        assertFails(SocketException.class, "Broken pipe", () -> out.write('x'));
        assertEquals("Broken pipe",
                assertThrows(IOException.class, () -> pair.near().sendUrgentData('x')).getMessage());
        assertFails(SocketException.class, "Socket output is shutdown", () -> pair.near().getOutputStream());
        assertFails(SocketException.class, "Socket output is already shutdown", () -> pair.near().shutdownOutput());
    }

    @Test
    void shuttingTheOutputEndsWriting() throws Exception {
        Pair pair = pair();
        whenWaitingIn("write", pair.near()::shutdownOutput);

        assertFails(SocketException.class, "Broken pipe", () -> pair.out().write(new byte[MUCH]));
    }

    @Test
    void shutInputIsAtItsEnd() throws Exception {
        Pair pair = pair();
        InputStream in = pair.in();
        pair.farOut().write(HELLO);
        pair.near().shutdownInput();

        assertTrue(pair.near().isInputShutdown());
        assertEquals(-1, in.read());
        assertEquals(0, in.available());
        assertFails(SocketException.class, "Socket input is shutdown", () -> pair.near().getInputStream());
        assertFails(SocketException.class, "Socket input is already shutdown", () -> pair.near().shutdownInput());
    }

    @Test
    void whatHasItsInputShutStillWrites() throws Exception {
        Pair pair = pair();
        pair.near().shutdownInput();
        pair.out().write(HELLO);

        assertArrayEquals(HELLO, pair.farIn().readNBytes(5));
    }

    @Test
    void shuttingTheInputEndsReading() throws Exception {
        Pair pair = pair();
        whenWaitingIn("read", pair.near()::shutdownInput);

        assertEquals(-1, pair.in().read());
    }

    @Test
    void theEndStaysTheEnd() throws Exception {
        Pair pair = pair();
        InputStream in = pair.in();
        pair.far().close();
        assertEquals(-1, in.read());
        assertEquals(-1, in.read(new byte[4]));
        pair.near().close();

        assertEquals(-1, in.read());
    }

    // ---- the end

    @Test
    void nothingIsReadAfterAClose() throws Exception {
        Pair pair = pair();
        InputStream in = pair.in();
        pair.farOut().write('x');
        pair.near().close();

        assertFails(SocketException.class, "Socket closed", in::read);
        assertFails(SocketException.class, "Socket closed", in::available);
    }

    @Test
    void nothingIsWrittenAfterAClose() throws Exception {
        Pair pair = pair();
        OutputStream out = pair.out();
        pair.near().close();

        assertFails(SocketException.class, "Socket closed", () -> out.write('x'));
        assertFails(SocketException.class, "Socket closed", () -> pair.near().sendUrgentData('x'));
    }

    @Test
    void aCloseEndsReading() throws Exception {
        Pair pair = pair();
        whenWaitingIn("read", pair.near()::close);

        assertFails(SocketException.class, "Socket closed", () -> pair.in().read());
    }

    @Test
    void aCloseEndsReadingWithATimeout() throws Exception {
        Pair pair = pair();
        pair.near().setSoTimeout(60_000);
        whenWaitingIn("read", pair.near()::close);

        assertFails(SocketException.class, "Socket closed", () -> pair.in().read());
    }

    @Test
    void aCloseEndsWriting() throws Exception {
        Pair pair = pair();
        whenWaitingIn("write", pair.near()::close);

        assertFails(SocketException.class, "Socket closed", () -> pair.out().write(new byte[MUCH]));
    }

    @Test
    void whatWasWrittenArrivesAfterAClose() throws Exception {
        Pair pair = pair();
        pair.out().write(HELLO);
        pair.near().close();

        assertArrayEquals(HELLO, pair.farIn().readAllBytes());
    }

    @Test
    void aCloseWithoutLingeringResetsThePeer() throws Exception {
        Pair pair = pair();
        reset(pair.near());

        assertFails(SocketException.class, "Connection reset", () -> pair.farIn().read());
        assertFails(SocketException.class, "Connection reset", () -> pair.farIn().read());
    }

    @Test
    void aResetEndsReading() throws Exception {
        Pair pair = pair();
        whenWaitingIn("read", () -> reset(pair.far()));

        assertFails(SocketException.class, "Connection reset", () -> pair.in().read());
    }

    @Test
    void aResetEndsWriting() throws Exception {
        Pair pair = pair();
        whenWaitingIn("write", () -> reset(pair.far()));

        assertFails(SocketException.class, "Connection reset by peer", () -> pair.out().write(new byte[MUCH]));
    }

    @Test
    void whoWritesToAPeerThatIsGoneIsTold() throws Exception {
        Pair pair = pair();
        reset(pair.far());
        assertThrowsExactly(SocketException.class, () -> pair.in().read());

        assertFails(SocketException.class, "Broken pipe", () -> pair.out().write('x'));
    }

    // ---- urgent data

    @Test
    void anUrgentByteIsDroppedByDefault() throws Exception {
        Pair pair = pair();
        pair.out().write('a');
        pair.near().sendUrgentData('!');
        pair.out().write('b');
        pair.near().shutdownOutput();

        assertArrayEquals(new byte[] {'a', 'b'}, pair.farIn().readAllBytes());
    }

    @Test
    void anUrgentByteComesInLineIfWanted() throws Exception {
        Pair pair = pair();
        pair.far().setOOBInline(true);
        pair.out().write('a');
        pair.near().sendUrgentData('!');
        pair.out().write('b');
        pair.near().shutdownOutput();

        assertArrayEquals(new byte[] {'a', '!', 'b'}, pair.farIn().readAllBytes());
    }

    @Test
    void anUnconnectedOneSendsNothingUrgent() throws Exception {
        java.net.Socket socket = socket();

        assertFails(SocketException.class, "Not connected", () -> socket.sendUrgentData('!'));
    }
}
