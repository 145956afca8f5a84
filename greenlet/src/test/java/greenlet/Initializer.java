package greenlet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.util.Objects;

/** Runs code in a class initializer, which cannot be suspended; each run is that of a new class. */
final class Initializer {
    private Initializer() {
    }

    static void run(Runnable code) {
        try (InputStream template = Initializer.class.getResourceAsStream("Initializer$Template.class")) {
            byte[] bytes = Objects.requireNonNull(template).readAllBytes();
            MethodHandles.lookup().defineHiddenClassWithClassData(bytes, code, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Template {
        static {
            try {
                MethodHandles.classData(MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, Runnable.class).run();
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
