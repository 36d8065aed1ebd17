@NullMarked
package dev.hostless.devices;

import org.jspecify.annotations.NullMarked;
