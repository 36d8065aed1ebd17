package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
import dev.hostless.engine.Guest;
import dev.hostless.engine.ValueType;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static java.lang.constant.ConstantDescs.CD_int;

/**
 * Generates the import table for one combination of host classes: each import calls its method
 * directly, with primitive arguments, so that the JIT can inline it. The return of a host call is
 * a safepoint.
 */
final class BindingCompiler {
    private static final ClassDesc SELF = ClassDesc.of(Names.PACKAGE + "Binding");
    private static final ClassDesc CD_GUEST = Names.desc(Guest.class);
    private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(ConstantDescs.CD_void,
            Names.CD_OBJECTS);

    private final ProgramCode code;
    private final Unit unit;
    /** By imported function: the {@link Method}, or a class for another guest's function. */
    private final List<Object> targets;

    BindingCompiler(ProgramCode code, Unit unit, List<Object> targets) {
        this.code = code;
        this.unit = unit;
        this.targets = targets;
    }

    Constructor<?> load() throws ReflectiveOperationException {
        var hosts = new HashMap<String, Class<?>>();
        for (var target : targets) {
            if (target instanceof Method method) {
                hosts.put(owner(method).getName(), owner(method));
            }
        }
        String name = name();
        byte[] bytes = code.classes().take(name);
        if (bytes == null) {
            bytes = generate();
            code.classes().made(name, bytes);
        }
        return new BindingLoader(code, hosts).define(bytes)
                .getConstructor(Object[].class);
    }

    /** Says all that the class depends on beside the program: what each import is bound to. */
    private String name() {
        var name = new StringBuilder("binding");
        for (var target : targets) {
            name.append(' ');
            if (target instanceof Method method) {
                name.append(owner(method).isInterface() ? "interface " : "")
                        .append(owner(method).getName()).append('.').append(method.getName())
                        .append('(');
                for (var parameter : method.getParameterTypes()) {
                    name.append(parameter.descriptorString());
                }
                name.append(')').append(method.getReturnType().descriptorString());
            } else {
                name.append("guest");
            }
        }
        return name.toString();
    }

    private static Class<?> owner(Method method) {
        return method.getDeclaringClass();
    }

    /** Sees the program's classes, and the host's classes wherever those were loaded. */
    private static final class BindingLoader extends ClassLoader {
        private final Map<String, Class<?>> hosts;

        BindingLoader(ProgramCode parent, Map<String, Class<?>> hosts) {
            super(parent);
            this.hosts = hosts;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            var host = hosts.get(name);
            return host != null ? host : super.loadClass(name, resolve);
        }

        Class<?> define(byte[] bytes) {
            return defineClass(Names.PACKAGE + "Binding", bytes, 0, bytes.length);
        }
    }

    private byte[] generate() {
        return ClassFile.of().build(SELF, type -> {
            type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
            type.withSuperclass(Names.CD_IMPORTS);
            for (int i = 0; i < targets.size(); i++) {
                type.withField("t" + i, field(i), ClassFile.ACC_FINAL);
            }
            type.withMethodBody("<init>", CONSTRUCTOR, ClassFile.ACC_PUBLIC, this::constructor);
            for (int i = 0; i < targets.size(); i++) {
                int function = i;
                type.withMethodBody(Unit.importMethod(i),
                        Names.direct(unit.image().functionType(i)), ClassFile.ACC_PUBLIC,
                        body -> method(body, function));
            }
        });
    }

    private ClassDesc field(int function) {
        return targets.get(function) instanceof Method method
                ? Names.desc(owner(method))
                : Names.signatureClass(unit.image().functionType(function));
    }

    private void constructor(CodeBuilder body) {
        body.aload(0).invokespecial(Names.CD_IMPORTS, "<init>", ConstantDescs.MTD_void);
        for (int i = 0; i < targets.size(); i++) {
            body.aload(0).aload(1).loadConstant(i).aaload().checkcast(field(i)).putfield(SELF,
                    "t" + i, field(i));
        }
        body.return_();
    }

    private void method(CodeBuilder body, int function) {
        var type = unit.image().functionType(function);
        if (targets.get(function) instanceof Method method) {
            host(body, function, method, type);
            return;
        }
        body.aload(0).getfield(SELF, "t" + function, field(function));
        int instance = ModuleCompiler.parameters(body, type, 1);
        body.iload(instance + 1).iload(instance + 2)
                .invokevirtual(field(function), "call", Names.virtual(type))
                .return_(Names.resultKind(type));
    }

    private void host(CodeBuilder body, int function, Method method, FunctionType type) {
        int instance = 1 + type.parameters().stream().mapToInt(ValueTypes::slots).sum();
        int depth = instance + 1;
        int fuel = instance + 2;
        int meter = instance + 3;
        int outer = instance + 4;
        int result = instance + 5;
        body.aload(instance).getfield(Names.CD_MODULE, "meter", Names.CD_METER).astore(meter);
        body.aload(meter).iload(fuel).putfield(Names.CD_METER, "fuel", CD_int);
        body.aload(meter).getfield(Names.CD_METER, "depth", CD_int).istore(outer);
        body.aload(meter).iload(depth).putfield(Names.CD_METER, "depth", CD_int);
        call(body, function, method, type, instance);
        boolean single = !type.results().isEmpty();
        if (single) {
            body.storeLocal(ValueTypes.kind(type.results().getFirst()), result);
        }
        body.aload(meter).iload(outer).putfield(Names.CD_METER, "depth", CD_int);
        body.aload(meter).getfield(Names.CD_METER, "fuel", CD_int).istore(fuel);
        if (unit.metered()) {
            var go = body.newLabel();
            body.iload(fuel).ifge(go);
            body.aload(instance).iload(depth).iload(fuel).invokestatic(Names.CD_RUNTIME,
                    "safepoint",
                    MethodTypeDesc.of(CD_int, Names.CD_INSTANCE, CD_int, CD_int)).istore(fuel);
            body.labelBinding(go);
        }
        if (!single) {
            body.iload(fuel).ireturn();
            return;
        }
        giveBack(body, type.results().getFirst(), meter, fuel, result);
    }

    private void call(CodeBuilder body, int function, Method method, FunctionType type,
            int instance) {
        var parameters = method.getParameterTypes();
        body.aload(0).getfield(SELF, "t" + function, field(function));
        if (parameters.length > 0 && parameters[0] == Guest.class) {
            body.aload(instance).getfield(Names.CD_MODULE, "guest", ConstantDescs.CD_Object)
                    .checkcast(CD_GUEST);
        }
        ModuleCompiler.parameters(body, type, 1);
        var descriptor = MethodTypeDesc.of(Names.desc(method.getReturnType()),
                java.util.Arrays.stream(parameters).map(Names::desc).toList());
        if (method.getDeclaringClass().isInterface()) {
            body.invokeinterface(field(function), method.getName(), descriptor);
        } else {
            body.invokevirtual(field(function), method.getName(), descriptor);
        }
    }

    private static void giveBack(CodeBuilder body, ValueType type, int meter, int fuel,
            int result) {
        switch (type) {
            case I32, F32 -> body.loadLocal(ValueTypes.kind(type), result).iload(fuel)
                    .invokestatic(Names.CD_NUMBERS, "pack",
                            MethodTypeDesc.ofDescriptor(type == ValueType.I32 ? "(II)J" : "(FI)J"))
                    .lreturn();
            case I64, F64 -> {
                body.aload(meter).iload(fuel).putfield(Names.CD_METER, "fuel", CD_int);
                body.loadLocal(ValueTypes.kind(type), result)
                        .return_(type == ValueType.I64 ? TypeKind.LONG : TypeKind.DOUBLE);
            }
            case FUNCREF, EXTERNREF -> throw new IllegalStateException(
                    "BUG: host functions take and give numbers");
        }
    }
}
