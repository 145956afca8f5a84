package greenlet.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Fields of HotSpot's structures, found by name. */
class VmStructsTest {
    private final VmStructs structs = new VmStructs();

    @Test
    void aFieldIsFoundByItsName() {
        int top = structs.offset("LockStack", "_top");
        int base = structs.offset("LockStack", "_base[0]");

        assertTrue(top >= 0 && top < base && base % Long.BYTES == 0, top + ", " + base);
    }

    @Test
    void theTypeTellsFieldsOfTheSameNameApart() {
        int list = structs.offset("JavaThread", "_lock_stack");

        assertTrue(list > structs.offset("LockStack", "_base[0]"), "at " + list);
    }

    @Test
    void aPartOfANameNamesNothing() {
        assertThrows(NoSuchElementException.class, () -> structs.offset("LockStack", "_to"));
        assertThrows(NoSuchElementException.class, () -> structs.offset("LockStac", "_top"));
    }

    @Test
    void theErrorNamesTheField() {
        Exception missing = assertThrows(NoSuchElementException.class, () -> structs.offset("LockStack", "_nothing"));

        assertEquals("LockStack::_nothing", missing.getMessage());
    }
}
