package dev.hostless.engine.compiler;

/**
 * A stretch of a function's body that can begin a method when the function is split: outside of
 * it, nothing is on the operand stack and no block is open but the resume loop's own.
 *
 * @param start where it begins in the module
 * @param block number of the basic block that begins next
 * @param label number of the label that is opened next
 * @param segment the segment of the resume loop that it lies in, or -1 without a resume loop
 * @param begins whether it is the beginning of that segment, so that jumps may lead to it
 * @param instructions how many instructions it has
 */
record Piece(int start, int block, int label, int segment, boolean begins, int instructions) {
}
