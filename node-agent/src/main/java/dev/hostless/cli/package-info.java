@NullMarked
package dev.hostless.cli;

import org.jspecify.annotations.NullMarked;
