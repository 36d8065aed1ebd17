@NullMarked
package dev.hostless.devices.part;

import org.jspecify.annotations.NullMarked;
