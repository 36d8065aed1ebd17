package dev.hostless.controlplane.console;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a console's bytes into text. A character whose bytes are spread over two chunks waits for
 * the second; bytes that are not UTF-8 become U+FFFD.
 */
final class ConsoleText {

    /**
     * A piece of text.
     *
     * @param position where the bytes after it begin: from there a reader goes on
     * @param revision of the assignment that ran
     * @param boot of the board
     * @param offset of the first byte, from the board's start
     * @param droppedBytes lost before this text, since the last
     */
    record Piece(
            @com.fasterxml.jackson.annotation.JsonIgnore long position, long revision, int boot,
            long offset, long droppedBytes, String text) {
    }

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    private long position;
    private byte[] rest = {};
    private long revision;
    private int boot;
    private long nextOffset;

    /** @param position of the first byte that is wanted */
    ConsoleText(long position) {
        this.position = position;
    }

    /** The position after the last byte that was taken, its character complete or not. */
    long taken() {
        return position;
    }

    List<Piece> take(ConsoleLog.Chunk chunk) {
        var pieces = new ArrayList<Piece>(2);
        int skip = (int) Math.max(0, position - chunk.position());
        boolean continues = chunk.position() <= position && chunk.revision() == revision
                && chunk.boot() == boot && chunk.offset() + skip == nextOffset;
        if (!continues) {
            // What is left of the last character will not be completed any more.
            flush(pieces);
        }
        int fresh = chunk.bytes().length - skip;
        var bytes = ByteBuffer.allocate(rest.length + fresh)
                .put(rest)
                .put(chunk.bytes(), skip, fresh)
                .flip();
        long offset = chunk.offset() + skip - rest.length;
        var text = CharBuffer.allocate(bytes.remaining());
        decoder.reset().decode(bytes, text, false);
        rest = new byte[bytes.remaining()];
        bytes.get(rest);
        position = chunk.end();
        revision = chunk.revision();
        boot = chunk.boot();
        nextOffset = chunk.offset() + chunk.bytes().length;
        if (text.position() > 0) {
            pieces.add(new Piece(
                    position - rest.length, revision, boot, offset,
                    skip > 0 ? 0 : chunk.droppedBytes(), text.flip().toString()));
        }
        return pieces;
    }

    private void flush(List<Piece> pieces) {
        if (rest.length > 0) {
            pieces.add(new Piece(
                    position, revision, boot, nextOffset - rest.length, 0, "\ufffd"));
            rest = new byte[0];
        }
    }
}
