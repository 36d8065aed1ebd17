/** What the boards' UARTs said. */
@NullMarked
package dev.hostless.controlplane.console;

import org.jspecify.annotations.NullMarked;
