package gevent.monkey.launch;

import gevent.monkey.Monkey;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The names that {@code --patch} accepts, and the patch of each. */
enum Patches {
    SOCKET, DNS, TIME, FILE, SUBPROCESS;

    static List<String> names() {
        return Arrays.stream(values()).map(patch -> patch.name().toLowerCase(Locale.ROOT)).toList();
    }

    static List<String> parse(String list) throws Options.Wrong {
        List<String> wanted = List.of(list.split(",", -1));
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
            wanted.forEach(name -> valueOf(name.toUpperCase(Locale.ROOT)).apply());
        }
    }

    private void apply() {
        switch (this) {
            case SOCKET -> Monkey.patchSocket();
            case DNS -> Monkey.patchDns();
            case TIME -> Monkey.patchTime();
            case FILE -> Monkey.patchFile();
            case SUBPROCESS -> Monkey.patchSubprocess();
        }
    }
}
