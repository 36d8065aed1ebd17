package dev.hostless.cli;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * What {@code up} starts instead of a service's own main class. It ends the service when
 * {@code up} is gone, however that one died: {@code up} holds the other end of standard input,
 * never writes to it, and the system closes it.
 */
public final class UpChild {

    /** A service that is still stopping then has hung. */
    private static final long STOP_LIMIT_MILLIS = 20_000;

    private UpChild() {
    }

    /** Arguments: the service's main class, then its own. */
    public static void main(String[] arguments) throws Throwable {
        if (arguments.length == 0) {
            throw new IllegalArgumentException("wanted the main class of a service, got nothing");
        }
        Thread.ofPlatform().daemon().name("up-watch").start(UpChild::exitWhenUpIsGone);
        var main = Class.forName(arguments[0]).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static void exitWhenUpIsGone() {
        try {
            while (System.in.read() >= 0) {
                // Only that the pipe is open matters.
            }
        } catch (IOException broken) {
            // As good as its end.
        }
        Thread.ofPlatform().daemon().name("up-halt").start(UpChild::haltLater);
        System.exit(0);
    }

    private static void haltLater() {
        try {
            Thread.sleep(STOP_LIMIT_MILLIS);
        } catch (InterruptedException hurry) {
            // Halting at once is what is left to do.
        }
        Runtime.getRuntime().halt(1);
    }
}
