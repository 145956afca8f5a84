package gevent.monkey.agent;

import static java.lang.constant.ConstantDescs.CD_Object;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites each {@link JdkMethod} of one class, so that it first asks the gate whether the call is taken over. If not,
 * the rewritten method executes its original code.
 *
 * <pre>
 *   Object answer = GeventGate.enter(POINT, new Object[] {this, argument, …});
 *   if (answer != GeventGate.PASS) return (…) answer;
 * </pre>
 */
final class Weaver {
    private final List<JdkMethod> points;
    private final Set<JdkMethod> found = EnumSet.noneOf(JdkMethod.class);
    private Throwable failure;          // null unless the class could not be rewritten

    Weaver(List<JdkMethod> points) {
        this.points = List.copyOf(points);
    }

    List<JdkMethod> points() {
        return points;
    }

    /** The points that were not found in the class. */
    List<JdkMethod> missing() {
        return points.stream().filter(point -> !found.contains(point)).toList();
    }

    Throwable failure() {
        return failure;
    }

    /** Returns the rewritten class; null if it cannot be rewritten. */
    byte[] weave(byte[] bytes) {
        try {
            ClassFile classFile = ClassFile.of();
            return classFile.transformClass(classFile.parse(bytes), this::rewrite);
        } catch (Throwable t) {
            failure = t;
            return null;
        }
    }

    private void rewrite(ClassBuilder builder, ClassElement element) {
        Optional<JdkMethod> point = element instanceof MethodModel method ? pointOf(method) : Optional.empty();
        if (point.isEmpty()) {
            builder.with(element);
            return;
        }
        MethodModel method = (MethodModel) element;
        found.add(point.get());
        builder.transformMethod(method, MethodTransform.transformingCode(switch (point.get()) {
            case NEW_THREAD -> askWhetherDaemon();
            case PROXY_SOCKET -> askForAnother(point.get(), "createPlatformSocketImpl");
            default -> askFirst(point.get(), method);
        }));
    }

    private Optional<JdkMethod> pointOf(MethodModel method) {
        return points.stream().filter(point -> point.is(method.methodName().stringValue(),
                method.methodType().stringValue())).findFirst();
    }

    private static CodeTransform askFirst(JdkMethod point, MethodModel method) {
        return new CodeTransform() {
            @Override
            public void atStart(CodeBuilder code) {
                pushArguments(code, point, method);
                code.invokestatic(JdkBridge.CLASS, "enter", JdkBridge.ENTER).dup()
                        .getstatic(JdkBridge.CLASS, "PASS", CD_Object)
                        .ifThen(Opcode.IF_ACMPNE, taken -> returnAnswer(taken, method.methodTypeSymbol().returnType()))
                        .pop();
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                code.with(element);
            }
        };
    }

    private static void pushArguments(CodeBuilder code, JdkMethod point, MethodModel method) {
        List<ClassDesc> types = method.methodTypeSymbol().parameterList();
        int self = method.flags().has(AccessFlag.STATIC) ? 0 : 1;
        code.loadConstant(point.ordinal()).loadConstant(types.size() + self).anewarray(CD_Object);
        if (self == 1) {
            code.dup().loadConstant(0).aload(0).aastore();
        }
        for (int i = 0; i < types.size(); i++) {
            TypeKind kind = TypeKind.from(types.get(i));
            code.dup().loadConstant(i + self).loadLocal(kind, code.parameterSlot(i));
            box(code, types.get(i));
            code.aastore();
        }
    }

    private static void box(CodeBuilder code, ClassDesc type) {
        if (type.isPrimitive()) {
            ClassDesc box = boxOf(type);
            code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, type));
        }
    }

    private static void returnAnswer(CodeBuilder code, ClassDesc type) {
        if (type.equals(ConstantDescs.CD_void)) {
            code.pop().return_();
        } else if (type.isPrimitive()) {
            String unbox = type.displayName() + "Value";
            code.checkcast(boxOf(type)).invokevirtual(boxOf(type), unbox, MethodTypeDesc.of(type))
                    .return_(TypeKind.from(type));
        } else {
            code.checkcast(type).areturn();
        }
    }

    private static ClassDesc boxOf(ClassDesc primitive) {
        return switch (primitive.descriptorString()) {
            case "I" -> ConstantDescs.CD_Integer;
            case "J" -> ConstantDescs.CD_Long;
            case "Z" -> ConstantDescs.CD_Boolean;
            default -> throw new IllegalArgumentException("No point has a " + primitive.displayName());
        };
    }

    /** Replaces the call {@code parent.isDaemon()} in a constructor of a thread by a call of the gate. */
    private static CodeTransform askWhetherDaemon() {
        return (code, element) -> {
            if (element instanceof InvokeInstruction call && call.name().equalsString("isDaemon")) {
                code.invokestatic(JdkBridge.CLASS, "isDaemon", JdkBridge.IS_DAEMON);
            } else {
                code.with(element);
            }
        };
    }

    /** Passes the result of {@code maker} through the gate, which may return another object instead. */
    private static CodeTransform askForAnother(JdkMethod point, String maker) {
        return (code, element) -> {
            code.with(element);
            if (element instanceof InvokeInstruction call && call.name().equalsString(maker)) {
                code.loadConstant(point.ordinal()).invokestatic(JdkBridge.CLASS, "instead", JdkBridge.INSTEAD)
                        .checkcast(call.typeSymbol().returnType());
            }
        };
    }
}
