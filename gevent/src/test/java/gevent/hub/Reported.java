package gevent.hub;

import java.util.ArrayList;
import java.util.List;

/** Remembers what a hub reports, in place of printing it. */
public final class Reported implements ErrorHandler {
    private final List<Object> contexts = new ArrayList<>();
    private final List<Throwable> errors = new ArrayList<>();

    /** What the current thread's hub reports from now on. */
    public static Reported here() {
        Reported reported = new Reported();
        Hub.get().setErrorHandler(reported);
        return reported;
    }

    @Override
    public void handleError(Object context, Throwable error) {
        contexts.add(context);
        errors.add(error);
    }

    /** What was thrown, the first first. */
    public List<Throwable> errors() {
        return errors;
    }

    /** What failed, the first first. */
    public List<Object> contexts() {
        return contexts;
    }
}
