package dev.hostless.engine;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A structured program over i32 locals that can be written as Wasm and can run by itself, counting
 * each instruction that it executes: the slow reference for metering.
 */
sealed interface Statement {
    int LOCALS = 4;

    /** {@code locals[target] = locals[source] * 31 + constant}. */
    record Assign(int target, int source, int constant) implements Statement {
    }

    /** Runs the body while the counter, which is its own local, is positive. */
    record Repeat(int times, int counter, List<Statement> body) implements Statement {
    }

    /** Chooses by the lowest bit of a local; the other side may be empty. */
    record Choose(int local, List<Statement> yes, List<Statement> no) implements Statement {
    }

    /** A block that is left early if a local is odd. */
    record Leave(int local, List<Statement> before, List<Statement> after) implements Statement {
    }

    /** Four ways by {@code br_table}. */
    record Switch(int local, List<Statement> first, List<Statement> second) implements Statement {
    }

    static List<Statement> random(RandomGenerator random, int depth, int[] counters) {
        var list = new java.util.ArrayList<Statement>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            list.add(one(random, depth, counters));
        }
        return list;
    }

    private static Statement one(RandomGenerator random, int depth, int[] counters) {
        int local = random.nextInt(LOCALS);
        return switch (depth == 0 ? 0 : random.nextInt(6)) {
            case 1 -> new Repeat(random.nextInt(1, 5), LOCALS + counters[0]++,
                    random(random, depth - 1, counters));
            case 2 -> new Choose(local, random(random, depth - 1, counters), List.of());
            case 3 -> new Choose(local, random(random, depth - 1, counters),
                    random(random, depth - 1, counters));
            case 4 -> new Leave(local, random(random, depth - 1, counters),
                    random(random, depth - 1, counters));
            case 5 -> new Switch(local, random(random, depth - 1, counters),
                    random(random, depth - 1, counters));
            default -> new Assign(local, random.nextInt(LOCALS), random.nextInt(-100, 100));
        };
    }

    static void write(List<Statement> statements, ModuleBytes.Code code) {
        for (var statement : statements) {
            switch (statement) {
                case Assign(int target, int source, int constant) -> code.get(source).i32(31)
                        .op(0x6c).i32(constant).op(0x6a).set(target);
                case Repeat(int times, int counter, var body) -> {
                    code.i32(times).set(counter).op(0x03, 0x40);
                    write(body, code);
                    code.get(counter).i32(1).op(0x6b, 0x22).unsigned(counter).i32(0).op(0x4a)
                            .brIf(0).end();
                }
                case Choose(int local, var yes, var no) -> {
                    code.get(local).i32(1).op(0x71, 0x04, 0x40);
                    write(yes, code);
                    if (!no.isEmpty()) {
                        code.op(0x05);
                        write(no, code);
                    }
                    code.end();
                }
                case Leave(int local, var before, var after) -> {
                    code.op(0x02, 0x40);
                    write(before, code);
                    code.get(local).i32(1).op(0x71).brIf(0);
                    write(after, code);
                    code.end();
                }
                case Switch(int local, var first, var second) -> {
                    code.op(0x02, 0x40, 0x02, 0x40, 0x02, 0x40).get(local).i32(3).op(0x71);
                    code.op(0x0e).unsigned(2).unsigned(0).unsigned(1).unsigned(2).end();
                    write(first, code);
                    code.br(1).end();
                    write(second, code);
                    code.end();
                }
            }
        }
    }

    /** Executes; answers how many instructions that are not structure were executed. */
    static long run(List<Statement> statements, int[] locals) {
        long count = 0;
        for (var statement : statements) {
            count += switch (statement) {
                case Assign(int target, int source, int constant) -> {
                    locals[target] = locals[source] * 31 + constant;
                    yield 6;
                }
                case Repeat(int times, int counter, var body) -> {
                    long inner = 2;
                    locals[counter] = times;
                    do {
                        inner += run(body, locals) + 7;
                    } while (--locals[counter] > 0);
                    yield inner;
                }
                case Choose(int local, var yes, var no) -> 4
                        + run((locals[local] & 1) != 0 ? yes : no, locals);
                case Leave(int local, var before, var after) -> {
                    long inner = run(before, locals) + 4;
                    yield (locals[local] & 1) != 0 ? inner : inner + run(after, locals);
                }
                case Switch(int local, var first, var second) -> switch (locals[local] & 3) {
                    case 0 -> 4 + run(first, locals) + 1;
                    case 1 -> 4 + run(second, locals);
                    default -> 4L;
                };
            };
        }
        return count;
    }
}
