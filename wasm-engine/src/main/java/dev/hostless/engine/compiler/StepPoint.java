package dev.hostless.engine.compiler;

/**
 * An instruction before which single-stepping stops.
 *
 * @param offset of the instruction in the module
 * @param operands the slots of the operands, the top last
 */
record StepPoint(int offset, int opcode, int[] operands) {
}
