package samples.bench.suite;

import java.util.List;
import java.util.Optional;

/**
 * A row of the table: one of the figures of a work.
 *
 * @param figure the figure's name, as the children print it
 * @param what a description for people
 */
record Row(String figure, String what, List<Goal> goals) {
    Optional<Goal> goalAgainst(String peer) {
        return goals.stream().filter(goal -> peer.equals(goal.peer())).findFirst();
    }

    Optional<Goal> ownGoal() {
        return goals.stream().filter(goal -> goal.peer() == null).findFirst();
    }
}
