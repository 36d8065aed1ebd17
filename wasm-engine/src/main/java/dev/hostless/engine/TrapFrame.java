package dev.hostless.engine;

/**
 * One guest function that was active when the guest trapped.
 *
 * @param function index of the function in its module, imported functions counted
 * @param name from the name section, else {@code func[index]}
 * @param wasmOffset byte offset in the module of the instruction that trapped or called
 */
public record TrapFrame(int function, String name, int wasmOffset) {
    @Override
    public String toString() {
        return "%s (func %d, at byte 0x%x)".formatted(name, function, wasmOffset);
    }
}
