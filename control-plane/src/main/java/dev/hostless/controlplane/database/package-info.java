/** PostgreSQL: the embedded server, connections, notifications. */
@NullMarked
package dev.hostless.controlplane.database;

import org.jspecify.annotations.NullMarked;
