@NullMarked
package dev.hostless.controlplane;

import org.jspecify.annotations.NullMarked;
