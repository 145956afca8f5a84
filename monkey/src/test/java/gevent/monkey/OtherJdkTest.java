package gevent.monkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A JDK that is not the one that we know: what we rewrite has other names there, or cannot be loaded. */
@Tag("jvm")
@EnabledOnOs(OS.LINUX)
class OtherJdkTest {
    @TempDir
    private Path temp;

    /** Gives a method of a class of the JDK another name, for its callers in that class, too. */
    private void rename(String className, String method) throws IOException {
        ClassFile classFile = ClassFile.of();
        Path original = Path.of(URI.create("jrt:/java.base/" + className.replace('.', '/') + ".class"));
        ClassDesc owner = ClassDesc.of(className);
        String otherName = "other" + method;
        CodeTransform calls = (code, element) -> {
            if (element instanceof InvokeInstruction call && call.name().equalsString(method)
                    && call.owner().asSymbol().equals(owner)) {
                code.invoke(call.opcode(), owner, otherName, call.typeSymbol(), false);
            } else {
                code.with(element);
            }
        };
        ClassTransform renaming = (builder, element) -> {
            if (!(element instanceof MethodModel each)) {
                builder.with(element);
                return;
            }
            String name = each.methodName().stringValue();
            builder.withMethod(name.equals(method) ? otherName : name, each.methodTypeSymbol(),
                    each.flags().flagsMask(), made -> each.forEach(part -> {
                        if (part instanceof java.lang.classfile.CodeModel code) {
                            made.transformCode(code, calls);
                        } else {
                            made.with(part);
                        }
                    }));
        };
        write(className, classFile.transformClass(classFile.parse(original), renaming));
    }

    private void write(String className, byte[] bytes) throws IOException {
        Path file = temp.resolve("java.base").resolve(className.replace('.', '/') + ".class");
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** Patches all, and uses it. */
    static final class Uses {
        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            System.out.print(Monkey.report());
            Gevent.run(() -> {
                Thread.sleep(1);
                System.out.println(new LinkedBlockingQueue<String>().poll(1, TimeUnit.MILLISECONDS));
                Path file = Files.writeString(Path.of(directory[0], "file"), "text");
                System.out.println(Files.readString(file));
                try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "r")) {
                    System.out.println(random.read(new byte[10]));
                }
                System.out.println(new ProcessBuilder("true").start().waitFor());
            });
        }
    }

    private List<String> lines() throws Exception {
        List<String> command = new ArrayList<>(ChildJvm.withAgent(Uses.class, temp));
        command.addFirst("--patch-module=java.base=" + temp.resolve("java.base"));
        return ChildJvm.succeeded(ChildJvm.run(command));
    }

    private static String about(String patch, List<String> lines) {
        return lines.stream().filter(line -> line.startsWith(patch + ": ")).findFirst().orElseThrow();
    }

    private static void assertWorks(List<String> lines) {
        assertEquals(List.of("null", "text", "4", "0"), lines.subList(lines.size() - 4, lines.size()));
    }

    @Test
    void whatItDoesNotHaveIsNamedAndTheRestIsPatched() throws Exception {
        rename("java.lang.VirtualThread", "schedule");
        rename("java.io.RandomAccessFile", "readBytes");
        write("sun.nio.fs.UnixUserPrincipals", new byte[10]);
        List<String> lines = lines();

        assertEquals("time: java.lang.Thread by the agent; what is there already is patched, too;"
                + " left alone: java.lang.VirtualThread.schedule (there is none)", about("time", lines));
        assertTrue(about("file", lines).contains("java.io.RandomAccessFile, "), about("file", lines));
        assertTrue(about("file", lines).matches(".*; left alone:"
                + " java.io.RandomAccessFile.readBytes \\(there is none\\),"
                + " sun.nio.fs.UnixUserPrincipals \\(java.lang.ClassFormatError: .*"), about("file", lines));
        assertTrue(about("subprocess", lines).startsWith("subprocess: java.lang.ProcessImpl by the agent"));
        assertWorks(lines);
    }

    @Test
    void whereFilesCannotBeToldFromPipesTheyAreLeftAlone() throws Exception {
        rename("java.io.FileDescriptor", "unregisterCleanup");
        List<String> lines = lines();

        assertTrue(about("file", lines).startsWith("file: not patched; left alone: all of it, as this JDK is not one"
                + " that we know (java.lang.NoSuchMethodException"), about("file", lines));
        assertTrue(about("time", lines).contains("java.lang.VirtualThread by the agent"), about("time", lines));
        assertWorks(lines);
    }
}
