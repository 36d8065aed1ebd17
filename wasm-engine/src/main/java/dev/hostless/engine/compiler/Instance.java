package dev.hostless.engine.compiler;

/** The state of one guest as compiled code sees it. */
public abstract class Instance {
    /** The memory's bytes; replaced when the memory grows. */
    public byte[] memory = new byte[0];
}
