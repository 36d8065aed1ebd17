@NullMarked
package dev.hostless.gogc;

import org.jspecify.annotations.NullMarked;
