package gevent.monkey.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import gevent.hub.PinnedLock;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.function.BiFunction;

/**
 * Makes the class {@code java.lang.GeventGate}, through which rewritten JDK classes call gevent4j. JDK classes cannot
 * see gevent4j's classes, so the gate is generated at run time, in the JDK's own module.
 *
 * <pre>
 *   public final class GeventGate {
 *       public static volatile BiFunction handler;      // null: no call is taken over
 *       public static final Object PASS = new Object(); // "proceed with the original call"
 *       static Object enter(int point, Object[] arguments) { return handler == null ? PASS : handler.apply(…); }
 *       static long nanoTime() { answer of enter(NANO_TIME, {}), or System.nanoTime() }
 *       static Object instead(Object made, int point) { answer of enter(point, {made}), or made }
 *       static boolean isDaemon(Thread parent) { answer of enter(NEW_THREAD, {parent}), or parent.isDaemon() }
 *   }
 * </pre>
 */
final class JdkBridge {
    static final ClassDesc CLASS = ClassDesc.of("java.lang.GeventGate");
    static final ClassDesc ARGUMENTS = CD_Object.arrayType();
    static final MethodTypeDesc ENTER = MethodTypeDesc.of(CD_Object, CD_int, ARGUMENTS);
    private static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");
    static final MethodTypeDesc NANO_TIME = MethodTypeDesc.of(ConstantDescs.CD_long);
    static final MethodTypeDesc INSTEAD = MethodTypeDesc.of(CD_Object, CD_Object, CD_int);
    static final MethodTypeDesc IS_DAEMON = MethodTypeDesc.of(ConstantDescs.CD_boolean, THREAD);
    private static final ClassDesc HANDLER = ClassDesc.of(BiFunction.class.getName());
    private static final int PUBLIC_STATIC = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;

    private static final PinnedLock LOCK = new PinnedLock();
    private static Class<?> gate;       // null until generated; guarded by LOCK

    private JdkBridge() {
    }

    /**
     * Generates the gate unless it exists, and makes it call {@code handler} from now on.
     *
     * @return the answer by which the handler lets the JDK proceed
     */
    static Object install(BiFunction<Integer, Object[], Object> handler) {
        try (PinnedLock _ = LOCK.hold()) {
            if (gate == null) {
                gate = MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup()).defineClass(bytes());
            }
            gate.getField("handler").set(null, handler);
            return gate.getField("PASS").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JDK lets nothing be put into java.lang", e);
        }
    }

    private static byte[] bytes() {
        return ClassFile.of().build(CLASS, gate -> gate
                .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                .withField("handler", HANDLER, PUBLIC_STATIC | ClassFile.ACC_VOLATILE)
                .withField("PASS", CD_Object, PUBLIC_STATIC | ClassFile.ACC_FINAL)
                .withMethodBody(ConstantDescs.CLASS_INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_STATIC,
                        JdkBridge::initialize)
                .withMethodBody("enter", ENTER, PUBLIC_STATIC, JdkBridge::enter)
                .withMethodBody("nanoTime", NANO_TIME, PUBLIC_STATIC, JdkBridge::nanoTime)
                .withMethodBody("instead", INSTEAD, PUBLIC_STATIC, JdkBridge::instead)
                .withMethodBody("isDaemon", IS_DAEMON, PUBLIC_STATIC, JdkBridge::isDaemon));
    }

    private static void initialize(CodeBuilder code) {
        code.new_(CD_Object).dup().invokespecial(CD_Object, ConstantDescs.INIT_NAME, MethodTypeDesc.of(CD_void))
                .putstatic(CLASS, "PASS", CD_Object).return_();
    }

    private static void enter(CodeBuilder code) {
        code.getstatic(CLASS, "handler", HANDLER).ifThenElse(Opcode.IFNONNULL,
                ask -> ask.getstatic(CLASS, "handler", HANDLER).iload(0)
                        .invokestatic(ConstantDescs.CD_Integer, "valueOf",
                                MethodTypeDesc.of(ConstantDescs.CD_Integer, CD_int))
                        .aload(1)
                        .invokeinterface(HANDLER, "apply", MethodTypeDesc.of(CD_Object, CD_Object, CD_Object))
                        .areturn(),
                go -> go.getstatic(CLASS, "PASS", CD_Object).areturn());
    }

    private static void nanoTime(CodeBuilder code) {
        code.loadConstant(JdkMethod.NANO_TIME.ordinal()).loadConstant(0).anewarray(CD_Object)
                .invokestatic(CLASS, "enter", ENTER).dup().getstatic(CLASS, "PASS", CD_Object)
                .ifThenElse(Opcode.IF_ACMPNE,
                        answer -> answer.checkcast(ConstantDescs.CD_Long)
                                .invokevirtual(ConstantDescs.CD_Long, "longValue", NANO_TIME).lreturn(),
                        go -> go.pop().invokestatic(ClassDesc.of("java.lang.System"), "nanoTime", NANO_TIME).lreturn());
    }

    private static void isDaemon(CodeBuilder code) {
        code.loadConstant(JdkMethod.NEW_THREAD.ordinal()).loadConstant(1).anewarray(CD_Object)
                .dup().loadConstant(0).aload(0).aastore()
                .invokestatic(CLASS, "enter", ENTER).dup().getstatic(CLASS, "PASS", CD_Object)
                .ifThenElse(Opcode.IF_ACMPNE,
                        answer -> answer.checkcast(ConstantDescs.CD_Boolean).invokevirtual(ConstantDescs.CD_Boolean,
                                "booleanValue", MethodTypeDesc.of(ConstantDescs.CD_boolean)).ireturn(),
                        go -> go.pop().aload(0).invokevirtual(THREAD, "isDaemon",
                                MethodTypeDesc.of(ConstantDescs.CD_boolean)).ireturn());
    }

    private static void instead(CodeBuilder code) {
        code.iload(1).loadConstant(1).anewarray(CD_Object).dup().loadConstant(0).aload(0).aastore()
                .invokestatic(CLASS, "enter", ENTER).dup().getstatic(CLASS, "PASS", CD_Object)
                .ifThenElse(Opcode.IF_ACMPNE, CodeBuilder::areturn, go -> go.pop().aload(0).areturn());
    }
}
