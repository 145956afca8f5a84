package greenlet.vm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/**
 * Finds the fields of HotSpot's own structures. For debuggers, HotSpot's library exports the address of an array with
 * an entry for each field, and the layout of an entry. Needs native access.
 *
 * <p>HotSpot: {@code vmStructs.hpp}; {@code sun.jvm.hotspot.HotSpotTypeDataBase} reads the same array.
 */
final class VmStructs {
    private final SymbolLookup jvm;

    /** @throws IllegalArgumentException if the JVM's library is not found */
    VmStructs() {
        jvm = library();
    }

    /**
     * The offset of a field in a {@code type}.
     *
     * @return in bytes
     * @throws NoSuchElementException if HotSpot has no such field, or does not export it
     */
    int offset(String type, String field) {
        long stride = number("gHotSpotVMStructEntryArrayStride");
        int typeName = (int) number("gHotSpotVMStructEntryTypeNameOffset");
        int fieldName = (int) number("gHotSpotVMStructEntryFieldNameOffset");
        int offset = (int) number("gHotSpotVMStructEntryOffsetOffset");
        for (long at = number("gHotSpotVMStructs"); ; at += stride) {
            ByteBuffer entry = memory(at, stride);
            if (entry.getLong(typeName) == 0) {
                throw new NoSuchElementException(type + "::" + field);
            }
            if (isText(entry.getLong(typeName), type) && isText(entry.getLong(fieldName), field)) {
                return Math.toIntExact(entry.getLong(offset));
            }
        }
    }

    private long number(String symbol) {
        return memory(jvm.find(symbol).orElseThrow().address(), Long.BYTES).getLong(0);
    }

    private static boolean isText(long address, String expected) {
        ByteBuffer text = memory(address, expected.length() + 1);
        for (int i = 0; i < expected.length(); i++) {
            if (text.get(i) != expected.charAt(i)) {
                return false;
            }
        }
        return text.get(expected.length()) == 0;
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup library() {
        Path home = Path.of(System.getProperty("java.home"));
        Path file = Stream.of("lib", "bin")
                .map(directory -> home.resolve(directory, "server", System.mapLibraryName("jvm")))
                .filter(Files::exists).findFirst().orElseThrow();
        return SymbolLookup.libraryLookup(file, Arena.global());
    }

    /** The bytes at {@code address}; as a buffer, because that starts much faster than a segment's own accessors. */
    @SuppressWarnings("restricted")
    static ByteBuffer memory(long address, long size) {
        return MemorySegment.ofAddress(address).reinterpret(size).asByteBuffer().order(ByteOrder.nativeOrder());
    }
}
