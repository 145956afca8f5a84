package greenlet;

import java.util.ArrayList;
import java.util.List;

/** What greenlets should do, without stacks: greenlets are numbers, 0 is the main one. */
final class Model {
    static final int MAIN = 0;

    enum State { UNSTARTED, STARTED, DEAD }

    /** What travels with a switch: one of the two is null. */
    record Parcel(Object value, Throwable thrown) {
    }

    private final List<State> states = new ArrayList<>(List.of(State.STARTED));
    private final List<Integer> parents = new ArrayList<>(List.of(-1));

    int current = MAIN;
    Parcel arriving;

    int add(int parent) {
        states.add(State.UNSTARTED);
        parents.add(parent);
        return states.size() - 1;
    }

    int size() {
        return states.size();
    }

    State state(int g) {
        return states.get(g);
    }

    int parent(int g) {
        return parents.get(g);
    }

    boolean isAncestor(int ancestor, int of) {
        return of != -1 && (of == ancestor || isAncestor(ancestor, parent(of)));
    }

    void setParent(int g, int parent) {
        parents.set(g, parent);
    }

    void send(int to, Parcel parcel) {
        boolean fatal = parcel.thrown != null && !(parcel.thrown instanceof GreenletExit);
        if (state(to) == State.DEAD) {
            send(parent(to), fatal ? parcel : new Parcel(valueOf(parcel), null));
        } else if (state(to) == State.UNSTARTED && parcel.thrown != null) {
            end(to, parcel);
        } else {
            states.set(to, State.STARTED);
            current = to;
            arriving = parcel;
        }
    }

    void end(int g, Parcel parcel) {
        states.set(g, State.DEAD);
        send(g, parcel);
    }

    private static Object valueOf(Parcel parcel) {
        return parcel.thrown == null ? parcel.value : parcel.thrown;
    }
}
