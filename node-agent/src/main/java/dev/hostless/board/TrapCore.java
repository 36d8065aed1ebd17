package dev.hostless.board;

import dev.hostless.engine.CoreDump;
import dev.hostless.engine.Guest;
import dev.hostless.engine.Trap;
import java.io.IOException;
import java.io.OutputStream;

/** What a guest left when it trapped. Only to be used while the board tells of it. */
public final class TrapCore {
    private final Guest guest;
    private final Trap trap;
    private final String digest;

    TrapCore(Guest guest, Trap trap, String digest) {
        this.guest = guest;
        this.trap = trap;
        this.digest = digest;
    }

    /** Writes a WebAssembly core dump, which names the firmware by its digest. */
    public void writeTo(OutputStream out) throws IOException {
        CoreDump.write(guest, trap, digest, out);
    }
}
