/** The agents' side: enrolment, command stream, reports. */
@NullMarked
package dev.hostless.controlplane.session;

import org.jspecify.annotations.NullMarked;
