@NullMarked
package dev.hostless.agent;

import org.jspecify.annotations.NullMarked;
