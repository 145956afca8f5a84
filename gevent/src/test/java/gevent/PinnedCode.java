package gevent;

import gevent.hub.PinnedLock;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the module's code calls while it holds a {@link PinnedLock}, read from its classes: the calls inside each
 * {@code try (PinnedLock _ = …)}, and what they call in turn. A call through a supertype counts for every class of the
 * module that overrides the method.
 */
final class PinnedCode {
    private static final String LOCK = PinnedLock.class.getName().replace('.', '/');
    /** How far behind the begin of its handler a {@code try} closes its resource. */
    private static final int HANDLER = 6;

    /** A method, as its callers name it. */
    record Method(String owner, String name, String type) {
        @Override
        public String toString() {
            return owner.replace('/', '.') + "." + name;
        }
    }

    /** A call of code outside the module under the lock: the way from where the lock is taken to what is called. */
    record Call(List<Method> way) {
        Method called() {
            return way.getLast();
        }

        @Override
        public String toString() {
            return way.stream().map(Method::toString).collect(Collectors.joining(" > "));
        }
    }

    private final Map<String, ClassModel> classes = new HashMap<>();
    private final Map<String, Set<String>> subclasses = new HashMap<>();

    private PinnedCode() {
    }

    /** @param code a folder of classes */
    static PinnedCode of(Path code) throws IOException {
        PinnedCode read = new PinnedCode();
        try (Stream<Path> files = Files.walk(code)) {
            for (Path file : (Iterable<Path>) files.filter(one -> one.toString().endsWith(".class"))::iterator) {
                ClassModel type = ClassFile.of().parse(file);
                read.classes.put(type.thisClass().asInternalName(), type);
            }
        }
        read.classes.values().forEach(read::addToSupertypes);
        return read;
    }

    private void addToSupertypes(ClassModel type) {
        Stream.concat(type.superclass().stream(), type.interfaces().stream()).map(ClassEntry::asInternalName)
                .forEach(above -> subclasses.computeIfAbsent(above, _ -> new TreeSet<>())
                        .add(type.thisClass().asInternalName()));
    }

    /**
     * The calls that leave the module while the lock is held.
     *
     * @param known whose own calls do not count
     */
    Set<Call> calls(Predicate<Method> known) {
        Set<Call> calls = new LinkedHashSet<>();
        for (ClassModel type : classes.values()) {
            for (MethodModel method : type.methods()) {
                Method section = new Method(type.thisClass().asInternalName(), method.methodName().stringValue(),
                        method.methodType().stringValue());
                if (!known.test(section)) {
                    calls.addAll(outside(section, sectionsOf(method), known));
                }
            }
        }
        return calls;
    }

    /** What leaves the module, directly or through methods of the module. */
    private Set<Call> outside(Method section, Set<Method> first, Predicate<Method> known) {
        Map<Method, Method> callers = new HashMap<>();
        first.forEach(call -> callers.put(call, section));
        Deque<Method> open = new ArrayDeque<>(first);
        Set<Call> outside = new LinkedHashSet<>();
        for (Method next; (next = open.poll()) != null; ) {
            if (known.test(next)) {
                continue;
            }
            List<MethodModel> bodies = bodiesOf(next);
            if (bodies.isEmpty()) {
                outside.add(way(callers, section, next));
            }
            for (MethodModel body : bodies) {
                for (Method call : invocations(body)) {
                    if (callers.putIfAbsent(call, next) == null) {
                        open.add(call);
                    }
                }
            }
        }
        return outside;
    }

    private static Call way(Map<Method, Method> callers, Method section, Method called) {
        Deque<Method> way = new ArrayDeque<>(List.of(called));
        while (!way.getFirst().equals(section)) {
            way.addFirst(callers.get(way.getFirst()));
        }
        return new Call(List.copyOf(way));
    }

    /** The methods of the module that a call may run. */
    private List<MethodModel> bodiesOf(Method called) {
        List<MethodModel> bodies = new ArrayList<>();
        for (String type = called.owner; classes.containsKey(type); ) {
            ClassModel model = classes.get(type);
            if (addTo(bodies, model, called)) {
                break;
            }
            type = model.superclass().map(ClassEntry::asInternalName).orElse("");
        }
        addOverriding(bodies, called.owner, called);
        return bodies;
    }

    private void addOverriding(List<MethodModel> bodies, String above, Method called) {
        if (!called.name.startsWith("<") && classes.containsKey(above)) {
            for (String type : subclasses.getOrDefault(above, Set.of())) {
                addTo(bodies, classes.get(type), called);
                addOverriding(bodies, type, called);
            }
        }
    }

    private static boolean addTo(List<MethodModel> bodies, ClassModel type, Method called) {
        return type.methods().stream()
                .filter(method -> method.methodName().equalsString(called.name)
                        && method.methodType().equalsString(called.type) && method.code().isPresent())
                .peek(bodies::add).findAny().isPresent();
    }

    private static Set<Method> invocations(MethodModel method) {
        Set<Method> calls = new LinkedHashSet<>();
        method.code().ifPresent(code -> code.forEach(element -> calls.addAll(callsOf(element))));
        return calls;
    }

    private static List<Method> callsOf(CodeElement element) {
        return switch (element) {
            case InvokeInstruction call -> List.of(new Method(call.owner().asInternalName(), call.name().stringValue(),
                    call.type().stringValue()));
            case InvokeDynamicInstruction concat when concat.name().equalsString("makeConcatWithConstants") ->
                    texts(concat.typeSymbol());
            default -> List.of();
        };
    }

    /** The {@code toString} methods that a concatenation calls. */
    private static List<Method> texts(MethodTypeDesc parts) {
        return parts.parameterList().stream().filter(ClassDesc::isClassOrInterface).map(ClassDesc::descriptorString)
                .map(type -> type.substring(1, type.length() - 1)).filter(type -> !type.equals("java/lang/String"))
                .map(type -> new Method(type, "toString", "()Ljava/lang/String;")).toList();
    }

    /** What a method calls inside its {@code try (PinnedLock _ = …)}. */
    private static Set<Method> sectionsOf(MethodModel method) {
        Set<Method> calls = new LinkedHashSet<>();
        method.code().ifPresent(code -> {
            List<CodeElement> elements = code.elementList();
            Map<Label, Integer> places = new HashMap<>();
            for (int i = 0; i < elements.size(); i++) {
                if (elements.get(i) instanceof LabelTarget target) {
                    places.put(target.label(), i);
                }
            }
            for (CodeElement element : elements) {
                if (element instanceof ExceptionCatch range && releases(elements, places.get(range.handler()))) {
                    elements.subList(places.get(range.tryStart()), places.get(range.tryEnd()))
                            .forEach(inside -> calls.addAll(callsOf(inside)));
                }
            }
        });
        calls.removeIf(call -> call.owner.equals(LOCK));
        return calls;
    }

    private static boolean releases(List<CodeElement> elements, int handler) {
        return elements.stream().skip(handler).filter(Instruction.class::isInstance).limit(HANDLER)
                .anyMatch(element -> element instanceof InvokeInstruction call
                        && call.owner().asInternalName().equals(LOCK) && call.name().equalsString("close"));
    }
}
