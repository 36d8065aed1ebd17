@NullMarked
package dev.hostless.devices.clock;

import org.jspecify.annotations.NullMarked;
