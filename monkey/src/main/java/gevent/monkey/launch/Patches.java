package gevent.monkey.launch;

import gevent.monkey.Monkey;
import java.util.Arrays;
import java.util.List;

/** The names that {@code --patch} accepts, and the patch of each. */
enum Patches {
    SOCKET(Monkey::patchSocket), DNS(Monkey::patchDns), TIME(Monkey::patchTime), FILE(Monkey::patchFile),
    SUBPROCESS(Monkey::patchSubprocess);

    private final Runnable patch;

    Patches(Runnable patch) {
        this.patch = patch;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(patch -> patch.name().toLowerCase()).toList();
    }

    static List<String> parse(String list) throws Options.Wrong {
        List<String> wanted = List.of(list.split(","));
        for (String name : wanted) {
            if (!names().contains(name)) {
                throw new Options.Wrong("--patch " + name + ": there are " + String.join(", ", names()));
            }
        }
        return wanted;
    }

    static void apply(List<String> wanted) {
        if (wanted.equals(Options.ALL)) {
            Monkey.patchAll();
        } else {
            wanted.forEach(name -> valueOf(name.toUpperCase()).patch.run());
        }
    }
}
