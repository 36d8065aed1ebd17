/** The records of docs/protocol. */
@NullMarked
package dev.hostless.controlplane.session.message;

import org.jspecify.annotations.NullMarked;
