@NullMarked
package dev.hostless.board;

import org.jspecify.annotations.NullMarked;
