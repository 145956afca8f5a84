package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The parent: who it is, and who may be it. */
class ParentTest {
    private final Greenlet main = Greenlet.current();

    @Test
    void theMakerIsTheParent() {
        Greenlet outer = new Greenlet(first -> new Greenlet(() -> { }));

        Greenlet inner = outer.switchTo();

        assertSame(main, outer.parent());
        assertSame(outer, inner.parent());
    }

    @Test
    void theParentMayBeChosen() {
        Greenlet parent = new Greenlet(() -> { });

        assertSame(parent, new Greenlet(() -> { }, parent).parent());
        assertSame(parent, new Greenlet(first -> first, parent).parent());
    }

    @Test
    void aGreenletNeedsAParent() {
        assertThrows(NullPointerException.class, () -> new Greenlet(() -> { }, null));
    }

    @Test
    void whoeverSwitchesIsNotTheParent() {
        Greenlet child = new Greenlet(first -> "to main");
        Greenlet other = new Greenlet(first -> "other got " + child.switchTo());

        assertEquals("to main", other.switchTo());
    }

    @Test
    void aNewParentReceivesTheValue() {
        Greenlet parent = new Greenlet(first -> "parent got " + main.switchTo());
        Greenlet child = new Greenlet(first -> "value");
        parent.switchTo();
        child.setParent(parent);

        assertEquals("parent got value", child.switchTo());
    }

    @Test
    void aNewParentReceivesTheException() {
        Greenlet parent = new Greenlet(first -> {
            try {
                return main.switchTo();
            } catch (Exception e) {
                return "parent caught " + e.getMessage();
            }
        });
        Greenlet child = new Greenlet(first -> {
            throw new IOException("it");
        });
        parent.switchTo();
        child.setParent(parent);

        assertEquals("parent caught it", child.switchTo());
    }

    @Test
    void theParentMayChangeWhileTheChildRuns() {
        Greenlet heir = new Greenlet(first -> "heir got " + first);
        Greenlet child = new Greenlet(first -> {
            Greenlet.current().setParent(heir);
            return "value";
        });

        assertEquals("heir got value", child.switchTo());
    }

    @Test
    void anUnstartedParentIsStartedWithTheValue() {
        Greenlet parent = new Greenlet(first -> "started with " + first);
        Greenlet child = new Greenlet(first -> "value", parent);

        assertEquals("started with value", child.switchTo());
    }

    @Test
    void anUnstartedParentDiesOfTheExceptionOfItsChild() {
        Greenlet parent = new Greenlet(() -> { });
        Greenlet child = new Greenlet(first -> {
            throw new IOException();
        }, parent);

        assertThrows(IOException.class, () -> child.switchTo());
        assertTrue(parent.isDead());
    }

    @Test
    void itsOwnParentIsACircle() {
        Greenlet g = new Greenlet(() -> { });

        assertThrows(GreenletError.class, () -> g.setParent(g));
    }

    @Test
    void aDescendantAsParentIsACircle() {
        Greenlet top = new Greenlet(() -> { });
        Greenlet bottom = new Greenlet(() -> { }, new Greenlet(() -> { }, top));

        assertThrows(GreenletError.class, () -> top.setParent(bottom));
    }

    @Test
    void aRefusedParentChangesNothing() {
        Greenlet g = new Greenlet(() -> { });
        assertThrows(GreenletError.class, () -> g.setParent(g));

        assertSame(main, g.parent());
    }

    @Test
    void theMainGreenletTakesNoParent() {
        Greenlet g = new Greenlet(() -> { });

        GreenletError refusal = assertThrows(GreenletError.class, () -> main.setParent(g));

        assertEquals("Cannot set the parent of a main greenlet", refusal.getMessage());
        assertTrue(main.isMain());
    }

    @Test
    void noParentIsNoParentToSet() {
        assertThrows(NullPointerException.class, () -> new Greenlet(() -> { }).setParent(null));
    }
}
