package dev.hostless.engine;

import java.util.List;

/**
 * An instruction that is about to run. Values are raw bits, of which an i32 or f32 has the lower
 * 32; a funcref is the function's index, or a number from the number of functions on if it is
 * another guest's.
 *
 * @param function index of the function in its module, imported functions counted
 * @param functionName as a {@link TrapFrame} has it
 * @param wasmOffset where the instruction stands in the module
 * @param instruction its name in the text format
 * @param localTypes parameters first
 * @param locals parameters first
 * @param operands the operand stack of the function, the top last
 */
public record Step(Guest guest, int function, String functionName, int wasmOffset,
        String instruction, List<ValueType> localTypes, List<Long> locals, List<Long> operands) {
    @Override
    public String toString() {
        return "%s at byte 0x%x in %s: locals %s, operands %s".formatted(instruction, wasmOffset,
                functionName, locals, operands);
    }
}
