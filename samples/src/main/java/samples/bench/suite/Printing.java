package samples.bench.suite;

import java.io.IOException;
import java.util.List;

/** Measures by a child that measures itself, and prints its figures. */
final class Printing implements Contender.Measure {
    private final Programs programs;
    private final Command command;

    Printing(Programs programs, Command command) {
        this.programs = programs;
        this.command = command;
    }

    @Override
    public List<Figure> take(Scale scale) throws Missing, IOException, InterruptedException {
        try (Child child = Child.start(command.words(), scale, programs.log())) {
            return child.figures();
        }
    }
}
