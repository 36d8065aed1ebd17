package dev.hostless.engine.compiler;

/**
 * Tells which functions of a program begin in the interpreter where functions are compiled when
 * they are warm. A loop that is not Go's resume loop could keep the interpreter for ever, so it is
 * compiled before its first run.
 */
final class Interpretable {
    private Interpretable() {
    }

    static boolean is(Unit unit, int function) {
        var image = unit.image();
        var scan = FunctionScan.of(image, function, unit.options().costTable());
        var body = new BodyReader(image.bytes, scan.codeStart, scan.codeEnd);
        while (body.hasNext()) {
            if (body.next() == Opcode.LOOP && !isResumeLoop(scan, body.offset)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isResumeLoop(FunctionScan scan, int offset) {
        return scan.resumeLoop != null && scan.resumeLoop.loopOffset() == offset;
    }
}
