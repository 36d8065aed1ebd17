package dev.hostless.engine.compiler;

import dev.hostless.engine.EngineOptions;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.constant.ConstantDescs;
import java.util.List;

/**
 * What all functions of a program are compiled with.
 *
 * @param probes by function index: the probe's number plus one, or 0; empty if there are none
 * @param movesMemoryAtSafepoints see {@link ModuleImage#movesMemoryAtSafepoints}
 * @param movesMemoryInCalls see {@link ModuleImage#movesMemoryInCalls}
 * @param statesFrames whether the compiler states stack map frames itself; see
 *     {@link Assembler#LONGEST_STATED}
 */
record Unit(ModuleImage image, EngineOptions options, List<Integer> probes,
        boolean movesMemoryAtSafepoints, boolean movesMemoryInCalls, boolean statesFrames) {
    private static final ClassFile STATED = ClassFile.of(
            ClassFile.StackMapsOption.DROP_STACK_MAPS, ClassFile.DebugElementsOption.PASS_DEBUG);
    /** Generated code never merges two classes, so no hierarchy is needed. */
    private static final ClassFile COMPUTED = ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS, ClassFile.DebugElementsOption.PASS_DEBUG,
            ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofClassLoading(
                    ClassLoader.getPlatformClassLoader()).orElse(
                            _ -> ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object))));

    Unit(ModuleImage image, EngineOptions options, List<Integer> probes) {
        this(image, options, probes, image.movesMemoryAtSafepoints(), image.movesMemoryInCalls(),
                true);
    }

    Unit withComputedFrames() {
        return new Unit(image, options, probes, movesMemoryAtSafepoints, movesMemoryInCalls,
                false);
    }

    ClassFile classFile() {
        return statesFrames ? STATED : COMPUTED;
    }

    /** Whether functions may run in the {@link Interpreter}: calls then go to their entries. */
    boolean interprets() {
        return switch (options.tiers()) {
            case COMPILED -> false;
            case MIXED -> metered() && image.isFromGo();
            case INTERPRETED -> true;
        };
    }

    boolean metered() {
        return options.metered();
    }

    /** Whether loads and stores ask the memory's {@link MemoryGuard}. */
    boolean isGuarded() {
        if (options.memoryProtection()) {
            return true;
        }
        if (!image.hasSharedMemory()) {
            return false;
        }
        var limits = image.memories.getFirst();
        return limits.minimum() != limits.maximum();
    }

    int probe(int function) {
        return probes.isEmpty() ? 0 : probes.get(function);
    }

    /** Whether a global lives in a cell outside the instance. */
    boolean isCell(int global) {
        return global < image.importedGlobals && image.globals.get(global).mutable();
    }

    static String globalField(int global) {
        return "g" + global;
    }

    static String importMethod(int function) {
        return "i" + function;
    }
}
