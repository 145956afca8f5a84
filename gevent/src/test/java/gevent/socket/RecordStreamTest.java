package gevent.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** TLS records from a peer that may send anything. */
class RecordStreamTest {
    private static final int HEADER = 5;

    private static byte[] record(int length) {
        byte[] record = new byte[HEADER + length];
        Arrays.fill(record, (byte) 0xee);
        record[0] = 23;
        record[3] = (byte) (length >> 8);
        record[4] = (byte) length;
        return record;
    }

    /** Gives {@code bytes} in pieces, and remembers the most that it was asked for at once. */
    private static final class Peer extends InputStream {
        private final InputStream bytes;
        private final int piece;
        private int mostAsked;

        Peer(byte[] bytes, int piece) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.piece = piece;
        }

        @Override
        public int read() {
            throw new AssertionError("byte by byte");
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            mostAsked = Math.max(mostAsked, length);
            return bytes.read(to, offset, Math.min(piece, length));
        }
    }

    @Test
    void aRecordIsGivenWhenItIsWhole() throws IOException {
        byte[] record = record(65_535);
        for (int piece : new int[] {1, 1000, 100_000}) {
            RecordStream records = new RecordStream(new Peer(record, piece));
            byte[] first = new byte[100_000];

            assertEquals(record.length, records.read(first));
            assertArrayEquals(record, Arrays.copyOf(first, record.length));
            assertEquals(-1, records.read());
        }
    }

    @Test
    void aLengthThatIsOnlyClaimedTakesNoRoom() throws IOException {
        Peer peer = new Peer(Arrays.copyOf(record(65_535), HEADER), HEADER);
        assertArrayEquals(Arrays.copyOf(record(65_535), HEADER), new RecordStream(peer).readAllBytes());
        assertEquals(1024, peer.mostAsked);
    }

    @Test
    void bytesThatAreNoRecordsComeAsTheyAre() throws IOException {
        byte[] bytes = "GET / HTTP/1.1\r\n\r\n".getBytes();
        assertArrayEquals(bytes, new RecordStream(new Peer(bytes, 3)).readAllBytes());
    }
}
