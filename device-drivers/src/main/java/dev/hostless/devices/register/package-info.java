@NullMarked
package dev.hostless.devices.register;

import org.jspecify.annotations.NullMarked;
